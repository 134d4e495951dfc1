// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QTest>

#include "core/study/ready_made.h"
#include "core/study/study_runner.h"
#include "tests/support/test_program.h"
#include "tests/ui/study/study_samples.h"
#include "ui/run/run_session.h"
#include "ui/study/study_page.h"
#include "ui/style/look.h"

using namespace gano;

/// A real study of two trainings, from the start button's signal to the verdict.
class TestSmallStudy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSmallStudyRunsStopsGoesOnAndShowsWhatItFound() {
        test::forgetSettings(folder_);
        look::apply(*qApp, look::Theme::Light);
        const auto root = toPath(folder_.path());
        test::writeDisks(root / "images", root / "masks", 6, 48, 5);
        test::writeDisks(root / "test", root / "test-masks", 6, 48, 6);
        StudyChoices choices;
        choices.values = "0.003,0.01";
        choices.testImages = (root / "test").string();
        choices.testTargets = (root / "test-masks").string();
        choices.seeds = 1;
        choices.steps = 6;
        choices.checks = 3;
        const auto study = makeStudy("which-learning-rate", test::smallPlan(root, 0.0), choices);
        const auto place = root / "runs" / "small";

        RunSession session;
        StudyPage page(session);
        page.resize(1190, 700);
        page.show();
        QObject::connect(&session, &RunSession::eventsArrived, &page, [&session](const std::vector<RunEvent>& events) {
            for (const auto& event : events)
                if (std::holds_alternative<PartFinished>(event)) session.stop();
        });
        page.follow(place, study);
        QVERIFY(says(page, QStringLiteral("0 of 2 trainings done")));
        session.start([study, place](RunControl& control, RunObserver& observer) {
            createStudy(place, study);
            return runStudy(place, control, observer);
        });
        QTRY_VERIFY_WITH_TIMEOUT(!session.isBusy(), 240000);
        QTRY_VERIFY_WITH_TIMEOUT(says(page, QStringLiteral("trainings done")), 5000);
        const auto first = readStudy(place);
        QVERIFY(first.count(CellState::Done) >= 1);

        session.disconnect(&page);
        page.follow(place);
        session.start([place](RunControl& control, RunObserver& observer) { return runStudy(place, control, observer); });
        QTRY_VERIFY_WITH_TIMEOUT(!session.isBusy(), 240000);
        QCOMPARE(readStudy(place).count(CellState::Done), std::size_t(2));
        page.open(place);
        const auto sentence = text(readStudyResults(place).sentence);
        QTRY_VERIFY_WITH_TIMEOUT(says(page, sentence), 10000);
    }

private:
    static bool says(const QWidget& page, const QString& part) {
        for (const auto* label : page.findChildren<QLabel*>())
            if (label->isVisibleTo(&page) && label->text().contains(part)) return true;
        return false;
    }

    QTemporaryDir folder_;
};

GANO_WINDOW_TEST(TestSmallStudy)
#include "tst_small_study.moc"
