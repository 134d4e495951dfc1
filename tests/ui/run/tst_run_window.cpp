// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

#include "core/train/metrics_file.h"
#include "core/train/run_folder.h"
#include "ui/run/curve_plot.h"
#include "ui/run/run_window.h"

class TestRunWindow : public QObject {
    Q_OBJECT

    static bool says(const QWidget& window, const QString& part) {
        for (const auto* label : window.findChildren<QLabel*>())
            if (label->isVisibleTo(&window) && label->text().contains(part)) return true;
        return false;
    }

private Q_SLOTS:
    void aRunShowsItsTitleItsStateAndItsCurves() {
        QTemporaryDir folder;
        const gano::RunFolder run{std::filesystem::path(folder.path().toStdString()) / "run"};
        auto plan = gano::defaultPlan("pretraining");
        plan.data.images = "a";
        gano::createRun(run, plan, "cpu");
        gano::writeEpoch(run.metrics(), 1, {{"train_g_l1", 0.5}, {"val_l1", 0.4}});
        gano::writeStatus(run, {"stopped", "Stopped in epoch 2.", 1, {}});
        gano::RunWindow window;
        window.show();
        window.open(run.root);
        QVERIFY(says(window, QStringLiteral("Pretraining, U-Net 3_96")));
        QVERIFY(says(window, QStringLiteral("Stopped in epoch 2.")));
        int shown = 0;
        for (const auto* plot : window.findChildren<gano::CurvePlot*>()) shown += plot->isVisibleTo(&window) ? 1 : 0;
        QCOMPARE(shown, 1);
    }

    void aFolderWithoutARunIsAnsweredWithASentence() {
        gano::RunWindow window;
        window.show();
        window.open("/nowhere/at/all");
        QVERIFY(says(window, QStringLiteral("holds no run")));
    }
};

QTEST_MAIN(TestRunWindow)
#include "tst_run_window.moc"
