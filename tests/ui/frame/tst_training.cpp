// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include "tests/support/small_training.h"
#include "tests/support/test_program.h"
#include "tests/ui/frame/frame_samples.h"
#include "ui/frame/library.h"
#include "ui/frame/main_window.h"
#include "ui/frame/rail.h"
#include "ui/run/run_session.h"
#include "ui/style/look.h"

using namespace gano;

/// Real trainings of a tiny network on the sample images, started, closed and resumed through the window.
class TestTraining : public QObject {
    Q_OBJECT

    static TrainPlan tinyPlan(int epochs) {
        const std::filesystem::path samples = GANOSCOPE_SOURCE_DIR "/resources/samples/axons";
        auto plan = test::networkPlan("segmentation", 64);
        plan.data.images = (samples / "images").string();
        plan.data.targets = (samples / "masks").string();
        plan.data.patchSize = 128;
        plan.data.validationPart = 0.25;
        plan.data.testPart = 0.0;
        plan.training.stepsPerEpoch = 2;
        plan.training.maxValidationPatches = 4;
        plan.training.epochs = epochs;
        plan.training.threads = 1;
        return plan;
    }
    static QString stateOf(MainWindow& window) {
        const auto runs = window.library().runs();
        return runs.empty() ? QString() : runs.front().state;
    }
    static void waitForEpochs(MainWindow& window, const std::filesystem::path& run, std::size_t epochs) {
        QTRY_VERIFY_WITH_TIMEOUT(readMetrics(RunFolder{run}.metrics()).epochs.size() >= epochs || !window.session().isBusy(), 120000);
    }

private Q_SLOTS:
    void initTestCase() { look::apply(*qApp, look::Theme::Dark); }

    void aTrainingRunsToItsEndAndAppearsAtHome() {
        const test::Home home;
        MainWindow window;
        window.show();
        window.startTraining(tinyPlan(2), home.runs() / "axons");
        QCOMPARE(window.page(), MainWindow::TrainPlace);
        QVERIFY(window.session().isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(!window.session().isBusy(), 120000);
        QTRY_COMPARE(stateOf(window), QStringLiteral("done"));
        QVERIFY(!window.library().models().empty());
        QVERIFY(window.library().runs().front().best.startsWith(QStringLiteral("Dice")));
    }

    void closingStopsATrainingWhichCanBeResumedAtTheNextStart() {
        const test::Home home;
        const auto run = home.runs() / "axons";
        {
            MainWindow window;
            window.show();
            window.startTraining(tinyPlan(400), run);
            waitForEpochs(window, run, 1);
            QTimer::singleShot(100, qApp, [] {
                auto* question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
                QVERIFY(question != nullptr && question->text().contains(QStringLiteral("“axons” is still being trained")));
                for (auto* button : question->buttons())
                    if (button->text().remove(QLatin1Char('&')) == QLatin1String("Stop and close")) button->click();
            });
            QVERIFY(!window.close());
            QTRY_VERIFY_WITH_TIMEOUT(!window.isVisible(), 60000);
        }
        QCOMPARE(readRun(run).status.state, std::string("stopped"));
        const auto before = readMetrics(RunFolder{run}.metrics()).epochs.size();
        MainWindow window;
        window.show();
        QTRY_COMPARE(stateOf(window), QStringLiteral("stopped"));
        window.resume(run);
        waitForEpochs(window, run, before + 1);
        QVERIFY(window.session().isBusy());
        window.session().stop();
        QTRY_VERIFY_WITH_TIMEOUT(!window.session().isBusy(), 60000);
        QVERIFY(readMetrics(RunFolder{run}.metrics()).epochs.size() > before);
    }

    void pausingHoldsATrainingUntilItGoesOn() {
        const test::Home home;
        const auto run = home.runs() / "axons";
        MainWindow window;
        window.show();
        window.startTraining(tinyPlan(400), run);
        waitForEpochs(window, run, 1);
        window.session().pause();
        QTest::qWait(1500);
        const auto held = readMetrics(RunFolder{run}.metrics()).epochs.size();
        QTest::qWait(1500);
        QCOMPARE(readMetrics(RunFolder{run}.metrics()).epochs.size(), held);
        window.session().goOn();
        waitForEpochs(window, run, held + 1);
        window.session().stop();
        QTRY_VERIFY_WITH_TIMEOUT(!window.session().isBusy(), 60000);
    }

    void aTrainingThatCannotBeginLeavesTheWindowReady() {
        const test::Home home;
        auto plan = tinyPlan(2);
        plan.data.images = "/nowhere/at/all";
        MainWindow window;
        window.show();
        QSignalSpy finished(&window.session(), &RunSession::finished);
        window.startTraining(plan, home.runs() / "nothing");
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 60000);
        QCOMPARE(finished.front().front().value<Outcome>().result, RunOutcome::Failed);
        QVERIFY(!window.session().isBusy());
        for (const auto* entry : window.findChildren<RailButton*>()) QVERIFY(!entry->progress());
    }
};

GANO_WINDOW_TEST(TestTraining)
#include "tst_training.moc"
