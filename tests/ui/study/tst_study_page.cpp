// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QThread>

#include "core/base/file_lock.h"
#include "tests/support/test_program.h"
#include "tests/ui/study/study_samples.h"
#include "ui/run/run_session.h"
#include "ui/study/arm_table.h"
#include "ui/study/band_plot.h"
#include "ui/study/prediction_wall.h"
#include "ui/study/study_card.h"
#include "ui/study/study_form.h"
#include "ui/study/study_matrix.h"
#include "ui/study/study_page.h"
#include "ui/style/look.h"
#include "ui/style/message_bar.h"

using namespace gano;

Q_DECLARE_METATYPE(std::filesystem::path)

namespace {

bool says(const QWidget& page, const QString& part) {
    for (const auto* label : page.findChildren<QLabel*>())
        if (label->isVisibleTo(&page) && label->text().contains(part)) return true;
    return false;
}

QPushButton* button(const QWidget& page, const QString& words) {
    for (auto* one : page.findChildren<QPushButton*>())
        if (one->isVisibleTo(&page) && one->text() == words) return one;
    return nullptr;
}

BandPlot* plotOf(const QWidget& page, const QString& part) {
    for (auto* plot : page.findChildren<BandPlot*>())
        if (plot->accessibleName().contains(part)) return plot;
    return nullptr;
}

double helps(const StudyCell& cell) { return cell.start == "scratch" ? 0.62 : 0.81; }
double same(const StudyCell&) { return 0.74; }

}  // namespace

class TestStudyPage : public QObject {
    Q_OBJECT

    std::filesystem::path place(const char* name) const { return toPath(folder_.path()) / name; }

private Q_SLOTS:
    void initTestCase() {
        qRegisterMetaType<std::filesystem::path>("std::filesystem::path");
        look::apply(*qApp, look::Theme::Light);
    }
    void init() { test::forgetSettings(folder_); }

    void everyReadyMadeStudyHasACardThatTheKeyboardReaches() {
        RunSession session;
        StudyPage page(session);
        page.resize(1190, 700);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        const auto cards = page.findChildren<StudyCard*>();
        QCOMPARE(static_cast<std::size_t>(cards.size()), readyStudies().size());
        for (auto* card : cards) {
            QVERIFY(card->focusPolicy() != Qt::NoFocus);
            QVERIFY(!card->accessibleName().isEmpty() && !card->accessibleDescription().isEmpty());
            QVERIFY2(card->height() >= card->heightForWidth(card->width()), qPrintable(card->text()));
        }
        QTest::keyClick(cards.front(), Qt::Key_Space);
        QVERIFY(page.form().isVisible());
    }

    void theFormSaysWhatIsMissingAndThenWhatWillRun() {
        const auto root = place("form");
        test::writeDisks(root / "images", root / "masks", 6, 48, 5);
        test::writeDisks(root / "test", root / "test-masks", 8, 48, 6);
        RunSession session;
        StudyPage page(session);
        page.resize(1190, 700);
        page.show();
        auto& form = page.form();
        form.setStudiesFolder(root / "runs");
        form.begin("which-learning-rate");
        page.findChild<StudyCard*>(QStringLiteral("which-learning-rate"))->click();
        QVERIFY(says(form, QStringLiteral("Choose the labelled images")));
        QVERIFY(!button(form, QStringLiteral("Start study"))->isEnabled());

        auto draft = form.draft();
        draft.base = test::smallPlan(root, 0.0);
        draft.choices.testImages = (root / "nowhere").string();
        draft.choices.testTargets = (root / "test-masks").string();
        draft.choices.steps = 8;
        draft.choices.checks = 2;
        draft.choices.seeds = 2;
        keepDraft(draft);
        StudyForm again;
        again.resize(1190, 700);
        again.setStudiesFolder(root / "runs");
        again.show();
        again.begin("which-learning-rate");
        QTRY_VERIFY_WITH_TIMEOUT(says(again, QStringLiteral("nowhere")), 10000);
        QVERIFY(!button(again, QStringLiteral("Start study"))->isEnabled());

        draft.choices.testImages = (root / "test").string();
        keepDraft(draft);
        StudyForm third;
        third.resize(1190, 700);
        third.setStudiesFolder(root / "runs");
        third.show();
        third.begin("which-learning-rate");
        QTRY_VERIFY_WITH_TIMEOUT(says(third, QStringLiteral("10 trainings: 5 values of “Learning rate” × 2 seeds.")), 10000);
        QVERIFY(says(third, QStringLiteral("8 test images")));
        QVERIFY(button(third, QStringLiteral("Start study"))->isEnabled());
        // The time is measured meanwhile and can be done without.
        if (auto* cancel = button(third, QStringLiteral("Cancel measuring"))) cancel->click();
        QSignalSpy started(&third, &StudyForm::startRequested);
        third.setBusy(true);
        QVERIFY(!button(third, QStringLiteral("Start study"))->isEnabled());
        third.setBusy(false);
        button(third, QStringLiteral("Start study"))->click();
        QCOMPARE(started.count(), 1);
        QCOMPARE(started.front()[1].value<std::filesystem::path>(), root / "runs" / "study which learning rate");
        QVERIFY2(!std::filesystem::exists(root / "runs"), "nothing is written before the start");
    }

    void stepsOfPretrainingAreAskedForWhereSomethingIsPretrained() {
        StudyForm form;
        form.show();
        form.begin("does-pretraining-help");
        QVERIFY(!says(form, QStringLiteral("Pretraining steps")));
        auto draft = form.draft();
        draft.choices.unlabelled = place("unlabelled").string();
        keepDraft(draft);
        StudyForm again;
        again.show();
        again.begin("does-pretraining-help");
        QVERIFY(says(again, QStringLiteral("Pretraining steps")));
    }

    void aFinishedStudyShowsItsVerdictCurvesScoresAndPredictions() {
        const auto made = test::makeStudyFolder(place("helps"), test::madeStudy(3), 100, helps);
        RunSession session;
        StudyPage page(session);
        page.resize(1190, 700);
        page.show();
        page.open(made.root);
        const auto results = readStudyResults(made.root);
        QCOMPARE(static_cast<int>(results.verdict), static_cast<int>(Verdict::Helps));
        QTRY_VERIFY(says(page, text(results.sentence)));
        QVERIFY(!button(page, QStringLiteral("Go on with the study")));
        QVERIFY(button(page, QStringLiteral("Open report"))->isEnabled());
        const auto* curves = plotOf(page, QStringLiteral("validation"));
        QCOMPARE(curves->series().size(), std::size_t(2));
        QCOMPARE(curves->series().front().x.size(), std::size_t(10));
        QVERIFY2(curves->series().front().low[5] < curves->series().front().high[5], "the spread over the seeds is there");
        QCOMPARE(page.findChild<ArmTable*>()->rowCount(), 2);
        const auto* tabs = page.findChild<QTabWidget*>();
        QVERIFY2(!tabs->isTabVisible(1), "nothing was counted");
        const auto* wall = page.findChild<PredictionWall*>();
        QTRY_COMPARE(wall->shownTiles(), 4);  // Input, truth, and one of each start.
    }

    void noBenefitIsSaidInTheSamePlaceAndForm() {
        const auto made = test::makeStudyFolder(place("same"), test::madeStudy(3), 100, same);
        RunSession session;
        StudyPage page(session);
        page.resize(1190, 700);
        page.show();
        page.open(made.root);
        const auto results = readStudyResults(made.root);
        QCOMPARE(static_cast<int>(results.verdict), static_cast<int>(Verdict::NoDifference));
        QTRY_VERIFY(says(page, text(results.sentence)));
        QVERIFY(!page.findChild<MessageBar*>()->isVisible());
    }

    void aStudyWithNumbersOfLabelsPlotsTheScoresAgainstThem() {
        const auto dice = [](const StudyCell& cell) { return helps(cell) + (cell.values.empty() || cell.values.front().second == "2" ? 0.0 : 0.06); };
        const auto made = test::makeStudyFolder(place("labels"), test::madeStudy(2, {"2", "8"}), 100, dice);
        RunSession session;
        StudyPage page(session);
        page.resize(1190, 700);
        page.show();
        page.open(made.root);
        const auto* tabs = page.findChild<QTabWidget*>();
        QTRY_VERIFY(tabs->isTabVisible(1) && tabs->isVisible());
        QTRY_VERIFY(plotOf(page, QStringLiteral("test images")));
        auto* counts = plotOf(page, QStringLiteral("test images"));
        QTRY_COMPARE(counts->series().size(), std::size_t(2));
        QCOMPARE(counts->series().front().x, (std::vector<double>{2.0, 8.0}));
        QVERIFY(counts->series().front().mean[0] < counts->series().front().mean[1]);
        const auto file = folder_.filePath(QStringLiteral("figure.png"));
        QVERIFY(counts->savePicture(file));
        QVERIFY(QImage(file).width() > 1000);
    }

    void anUnfinishedStudyCanBeGoneOnWithAndItsTrainingsOpened() {
        const auto made = test::makeStudyFolder(place("stopped"), test::madeStudy(2), 2, helps);
        const auto cells = cellsOf(readStudy(made.root).study);
        test::makeRun(made, cells[2], 4, 0.5, "stopped");
        std::filesystem::create_directories(made.cell(cells[3].name));
        writeTextAtomically(made.problem(cells[3].name), "The drive with the images is not there.\n");
        RunSession session;
        StudyPage page(session);
        page.resize(1190, 700);
        page.show();
        page.open(made.root);
        QTRY_VERIFY(button(page, QStringLiteral("Go on with the study")));
        QVERIFY(says(page, QStringLiteral("2 of 5 trainings done · 1 failed")));
        QVERIFY(says(page, QStringLiteral("The drive with the images is not there.")));
        QSignalSpy gone(&page, &StudyPage::goOnRequested), opened(&page, &StudyPage::runRequested);
        button(page, QStringLiteral("Go on with the study"))->click();
        QCOMPARE(gone.front().front().value<std::filesystem::path>(), made.root);
        page.setBusy(true);

        auto* matrix = page.findChild<StudyMatrix*>();
        const auto at = matrix->cells().indexOf(cells[2].name);
        QCOMPARE(matrix->cells().data(at, Qt::DisplayRole).toString(), QStringLiteral("Stopped 4/10"));
        matrix->setCurrentIndex(at);
        QTest::keyClick(matrix, Qt::Key_Return);
        QCOMPARE(opened.front().front().value<std::filesystem::path>(), made.cell(cells[2].name));
        matrix->setCurrentIndex(matrix->cells().indexOf(cells[4].name));
        QTest::keyClick(matrix, Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        QVERIFY(says(page, QStringLiteral("has not begun yet")));
    }

    void aFolderThatIsNoStudyIsSaidInThePage() {
        RunSession session;
        StudyPage page(session);
        page.resize(1190, 700);
        page.show();
        page.open(place("nothing here"));
        QTRY_VERIFY(says(page, QStringLiteral("nothing here")));
        button(page, QStringLiteral("Other studies"))->click();
        QVERIFY(page.findChild<StudyCard*>()->isVisible());
    }

    void aStudyThatRunsShowsTheTrainingUnderWay() {
        const auto made = test::makeStudyFolder(place("running"), test::madeStudy(1), 2, helps);
        const auto cells = cellsOf(readStudy(made.root).study);
        RunSession session;
        StudyPage page(session);
        page.resize(1190, 700);
        page.show();
        page.follow(made.root);
        session.start([&](RunControl& control, RunObserver& observer) {
            observer.onEvent(PartStarted{cells[2].name, cells[2].title, made.cell(cells[2].name), 3, 3});
            test::makeRun(made, cells[2], 3, 0.6, "running");
            const auto study = FileLock::tryTake(made.lock()), held = FileLock::tryTake(RunFolder{made.cell(cells[2].name)}.lock());
            observer.onEvent(EpochFinished{3, 10, {}, true});
            observer.onEvent(StepFinished{4, 10, 50, 100, 200.0, -1.0, {}});
            while (control.proceed()) QThread::msleep(5);
            return Outcome{RunOutcome::Stopped, "Stopped.", {}};
        });
        QTRY_VERIFY_WITH_TIMEOUT(says(page, QStringLiteral("Now: ") + text(cells[2].title)), 8000);
        QTRY_VERIFY(says(page, QStringLiteral("epoch 4/10")));
        QVERIFY(button(page, QStringLiteral("Pause"))->isEnabled());
        button(page, QStringLiteral("Pause"))->click();
        QTRY_VERIFY(says(page, QStringLiteral("paused")));
        button(page, QStringLiteral("Go on"))->click();
        button(page, QStringLiteral("Stop and keep"))->click();
        QTRY_VERIFY(button(page, QStringLiteral("Go on with the study")));
    }

private:
    QTemporaryDir folder_;
};

GANO_WINDOW_TEST(TestStudyPage)
#include "tst_study_page.moc"
