// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <atomic>
#include <chrono>
#include <thread>

#include "core/base/file_lock.h"
#include "tests/support/test_program.h"
#include "tests/ui/run/run_samples.h"
#include "ui/run/image_profile_plot.h"
#include "ui/run/preview_strip.h"
#include "ui/run/run_log.h"
#include "ui/run/run_page.h"
#include "ui/run/run_session.h"
#include "ui/style/look.h"

using namespace gano;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

class TestRunPage : public QObject {
    Q_OBJECT

    fs::path path(const char* name) const { return toPath(home_->path()) / "runs" / name; }
    static QPushButton* button(const QWidget& page, const QString& words) {
        for (auto* candidate : page.findChildren<QPushButton*>())
            if (candidate->isVisible() && candidate->text().remove(QLatin1Char('&')).startsWith(words)) return candidate;
        return nullptr;
    }
    static QToolButton* toolButton(const QWidget& page, const QString& words) {
        for (auto* candidate : page.findChildren<QToolButton*>())
            if (candidate->isVisible() && candidate->text().startsWith(words)) return candidate;
        return nullptr;
    }
    static bool says(const QWidget& page, const QString& words) {
        for (auto* label : page.findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(words)) return true;
        return false;
    }
    static QString verdict(const RunPage& page) { return page.findChild<RunLog*>()->verdict(); }
    /// A job that behaves like a training in `root`: an epoch when asked for, until it is stopped.
    static Job madeUp(const fs::path& root, std::shared_ptr<std::atomic<int>> epochs) {
        return [root, epochs](RunControl& control, RunObserver& observer) -> Outcome {
            const auto run = test::newRun(root);
            const auto lock = FileLock::tryTake(run.lock());
            observer.onEvent(RunStarted{"Segmentation", "cpu", root, 10, 0});
            int done = 0;
            while (control.proceed()) {
                observer.onEvent(StepFinished{done + 1, 10, 3, 6, 42.0, 125.0, {}});
                if (done < *epochs) {
                    ++done;
                    test::addEpoch(run, done, 0.1 * done);
                    observer.onEvent(EpochFinished{done, 10, {{"val_dice", 0.1 * done}}, true});
                }
                std::this_thread::sleep_for(5ms);
            }
            writeStatus(run, {"stopped", "Stopped after epoch 2.", done, {}});
            Outcome outcome{RunOutcome::Stopped, "Stopped after epoch 2.", {}};
            observer.onEvent(RunFinished{outcome});
            return outcome;
        };
    }

    std::unique_ptr<QTemporaryDir> home_;

private Q_SLOTS:
    void initTestCase() { look::apply(*qApp, look::Theme::Dark); }
    void init() { home_ = std::make_unique<QTemporaryDir>(); }

    void aFinishedRunShowsItsBestEpoch() {
        RunSession session;
        RunPage page(session);
        page.resize(1100, 700);
        page.show();
        page.open(test::finishedRun(path("a")).root);
        QTRY_VERIFY(verdict(page).startsWith(QStringLiteral("Finished.")));
        QVERIFY(verdict(page).contains(QStringLiteral("Best epoch 2: Dice 0.900.")));
        QVERIFY(button(page, QStringLiteral("Inspect the result")) != nullptr);
        QVERIFY(button(page, QStringLiteral("Pause")) == nullptr);
        QVERIFY(button(page, QStringLiteral("Resume")) == nullptr);
        QVERIFY(page.findChild<RunLog*>()->words().contains(QStringLiteral("Epoch 3")));
        QSignalSpy inspect(&page, &RunPage::inspectRequested);
        button(page, QStringLiteral("Inspect the result"))->click();
        QCOMPARE(inspect.count(), 1);
    }

    void theSizeOfAPixelIsSaidWhereItIsKnown() {
        RunSession session;
        RunPage page(session);
        page.show();
        const auto run = test::finishedRun(path("a"));
        page.open(run.root);
        QTRY_VERIFY(says(page, QStringLiteral("on the processor")));
        QVERIFY(!says(page, QStringLiteral("pixels of")));
        DataProfile profile;
        profile.pixelSize = PixelSize{2.5, 2.5};
        writeProfile(run.profile(), profile);
        page.open(run.root);
        QTRY_VERIFY(says(page, QStringLiteral("pixels of 2.5 nm")));
    }

    void aStoppedRunOffersToGoOn() {
        RunSession session;
        RunPage page(session);
        page.show();
        page.open(test::finishedRun(path("a"), "stopped").root);
        QTRY_VERIFY(button(page, QStringLiteral("Resume at epoch 4 of 10")) != nullptr);
        QSignalSpy resume(&page, &RunPage::resumeRequested);
        button(page, QStringLiteral("Resume"))->click();
        QCOMPARE(resume.count(), 1);
    }

    void aKilledRunIsCalledInterrupted() {
        RunSession session;
        RunPage page(session);
        page.show();
        page.open(test::finishedRun(path("a"), "running").root);
        QTRY_VERIFY(verdict(page).startsWith(QStringLiteral("Interrupted.")));
        QVERIFY(button(page, QStringLiteral("Resume at epoch 4 of 10")) != nullptr);
    }

    void aFailedRunSaysWhy() {
        RunSession session;
        RunPage page(session);
        page.show();
        const auto run = test::finishedRun(path("a"));
        writeStatus(run, {"failed", "The disk is full.", 3, {}});
        page.open(run.root);
        QTRY_COMPARE(verdict(page), QStringLiteral("The disk is full."));
    }

    void aFolderWithoutARunGivesASentence() {
        RunSession session;
        RunPage page(session);
        page.show();
        page.open(toPath(home_->path()));
        QTRY_VERIFY(says(page, text(toPath(home_->path()).filename())));
    }

    void picturesGoBackThroughTheEpochs() {
        RunSession session;
        RunPage page(session);
        page.resize(1100, 700);
        page.show();
        page.open(test::finishedRun(path("a")).root);
        auto* strip = page.findChild<PreviewStrip*>();
        QTRY_COMPARE(strip->shownEpoch(), 3);
        QVERIFY(strip->followsNewest());
        const auto middle = [strip] { return qGray(strip->grab().toImage().pixel(strip->width() / 2, 60)); };
        QTRY_COMPARE(middle(), 60);
        strip->findChild<QSlider*>()->setValue(0);
        QCOMPARE(strip->shownEpoch(), 1);
        QTRY_COMPARE(middle(), 20);
        QVERIFY(!strip->followsNewest());
    }

    void aRunOfAnotherProgramIsFollowedLive() {
        const auto run = test::newRun(path("a"));
        test::addEpoch(run, 1, 0.5);
        const auto lock = FileLock::tryTake(run.lock());
        RunSession session;
        RunPage page(session);
        page.show();
        page.open(run.root);
        QTRY_VERIFY(says(page, QStringLiteral("steered where it was started")));
        auto* stop = button(page, QStringLiteral("Stop and keep"));
        QVERIFY(stop != nullptr && !stop->isEnabled());
        QVERIFY(stop->toolTip().contains(QStringLiteral("by another program")));
        test::addEpoch(run, 2, 0.7);
        QTRY_VERIFY_WITH_TIMEOUT(verdict(page).contains(QStringLiteral("Best epoch 2")), 6000);
    }

    void ourRunIsSteeredFromHere() {
        RunSession session;
        RunPage page(session);
        page.resize(1100, 700);
        page.show();
        const auto epochs = std::make_shared<std::atomic<int>>(1);
        page.follow(path("new"));
        QVERIFY(session.start(madeUp(path("new"), epochs)));
        QTRY_VERIFY(says(page, QStringLiteral("Epoch 2 of 10 · 2 min left")));
        QVERIFY(says(page, QStringLiteral("42.0 images/s")));
        button(page, QStringLiteral("Pause"))->click();
        QTRY_VERIFY(button(page, QStringLiteral("Go on")) != nullptr);
        QVERIFY(says(page, QStringLiteral("paused")));
        button(page, QStringLiteral("Go on"))->click();
        QTRY_VERIFY(button(page, QStringLiteral("Pause")) != nullptr);
        *epochs = 2;
        QTRY_VERIFY(verdict(page).contains(QStringLiteral("Best epoch 2")));
        button(page, QStringLiteral("Stop and keep"))->click();
        QTRY_VERIFY(!session.isBusy());
        QTRY_VERIFY(verdict(page).startsWith(QStringLiteral("Stopped and kept.")));
        QVERIFY(button(page, QStringLiteral("Resume at epoch 3 of 10")) != nullptr);
        QVERIFY(page.findChild<RunLog*>()->words().contains(QStringLiteral("Epoch 2: Dice 0.200")));
    }

    void aRunThatCannotBeginSaysWhy() {
        RunSession session;
        RunPage page(session);
        page.show();
        page.follow(path("never"));
        QVERIFY(session.start([](RunControl&, RunObserver&) { return Outcome{RunOutcome::Failed, "There is no image in the folder.", {}}; }));
        QTRY_VERIFY(says(page, QStringLiteral("There is no image in the folder.")));
    }

    void otherJobsOfTheSessionLeaveThePageAlone() {
        RunSession session;
        RunPage page(session);
        page.show();
        page.open(test::finishedRun(path("a")).root);
        QTRY_VERIFY(verdict(page).startsWith(QStringLiteral("Finished.")));
        QVERIFY(session.start([](RunControl&, RunObserver& observer) {
            observer.onEvent(Warning{"An image could not be predicted."});
            return Outcome{};
        }));
        QTRY_VERIFY(!session.isBusy());
        QVERIFY(!says(page, QStringLiteral("An image could not be predicted.")));
        QVERIFY(verdict(page).startsWith(QStringLiteral("Finished.")));
    }

    void theDoctorSaysWhatIsWrongAndItsButtonsAskForIt() {
        RunSession session;
        RunPage page(session);
        page.resize(1100, 700);
        page.show();
        const auto recorded = fs::path(GANOSCOPE_SOURCE_DIR) / "tests" / "core" / "study" / "runs";
        const auto run = path("too fast");
        fs::create_directories(run.parent_path());
        fs::copy(recorded / "rate-too-high", run);
        page.open(run);
        QTRY_VERIFY(verdict(page).contains(QStringLiteral("With a learning rate of 0.1")));
        QVERIFY(verdict(page).startsWith(QStringLiteral("Finished.")));
        QVERIFY(button(page, QStringLiteral("Train again")) == nullptr);
        auto* details = toolButton(page, QStringLiteral("Details"));
        QVERIFY(details != nullptr);
        details->click();
        auto* again = button(page, QStringLiteral("Train again with a learning rate of 0.001"));
        QVERIFY(again != nullptr);
        QVERIFY(says(page, QStringLiteral("The learning rate is too high")));
        QSignalSpy asked(&page, &RunPage::remedyRequested);
        again->click();
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.front().at(0).value<fs::path>(), run);
        // Another run closes the details of this one.
        page.open(test::finishedRun(path("a")).root);
        QTRY_VERIFY(!verdict(page).contains(QStringLiteral("0.1")));
        QVERIFY(button(page, QStringLiteral("Train again")) == nullptr);
    }

    void aHealthyTrainingIsCalledSo() {
        RunSession session;
        RunPage page(session);
        page.show();
        fs::create_directories(path("a").parent_path());
        fs::copy(fs::path(GANOSCOPE_SOURCE_DIR) / "tests" / "core" / "study" / "runs" / "good-segmentation", path("a"));
        page.open(path("a"));
        QTRY_VERIFY2(verdict(page).contains(QStringLiteral("Healthy: validation follows training.")), qPrintable(verdict(page)));
    }

    void anUnfitPretrainingShowsBothImageSets() {
        RunSession session;
        RunPage page(session);
        page.resize(1100, 700);
        page.show();
        page.open(fs::path(GANOSCOPE_SOURCE_DIR) / "tests" / "core" / "study" / "runs" / "bad-start");
        QTRY_VERIFY(verdict(page).contains(QStringLiteral("from scratch")));
        toolButton(page, QStringLiteral("Details"))->click();
        QVERIFY(page.findChild<ImageProfilePlot*>() != nullptr && page.findChild<ImageProfilePlot*>()->isVisible());
        QVERIFY(button(page, QStringLiteral("Open the run from scratch")) != nullptr);
    }

    void discardingAsksFirst() {
        RunSession session;
        RunPage page(session);
        page.show();
        const auto run = test::finishedRun(path("a")).root;
        page.open(run);
        QTRY_VERIFY(verdict(page).startsWith(QStringLiteral("Finished.")));
        QTimer::singleShot(50, qApp, [] {
            auto* question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(question != nullptr && question->text().contains(QStringLiteral("Discard “a”?")));
            for (auto* choice : question->buttons())
                if (choice->text().remove(QLatin1Char('&')) == QStringLiteral("Keep it")) choice->click();
        });
        for (auto* action : page.findChildren<QAction*>())
            if (action->text().startsWith(QStringLiteral("Discard"))) action->trigger();
        QVERIFY(fs::exists(run));
        QVERIFY(verdict(page).startsWith(QStringLiteral("Finished.")));
    }
};

GANO_WINDOW_TEST(TestRunPage)
#include "tst_run_page.moc"
