// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemView>
#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <cmath>
#include <thread>

#include "core/base/run_control.h"
#include "core/formats/format_table.h"
#include "core/predict/predictor.h"
#include "core/train/run_folder.h"
#include "core/train/trainer.h"
#include "tests/support/test_program.h"
#include "tests/ui/inspect/inspect_samples.h"
#include "ui/inspect/compare_view.h"
#include "ui/inspect/image_list.h"
#include "ui/inspect/image_list_model.h"
#include "ui/inspect/inspect_page.h"
#include "ui/inspect/pane.h"
#include "ui/inspect/scoring.h"
#include "ui/run/run_session.h"

namespace fs = std::filesystem;
using gano::ImageListModel;

class TestInspectPage : public QObject {
    Q_OBJECT
    QTemporaryDir models_;
    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<gano::RunSession> session_;
    std::unique_ptr<gano::InspectPage> page_;
    fs::path run_;

    fs::path at(const std::string& name) const { return fs::path(folder_->path().toStdString()) / name; }
    ImageListModel& model() const { return *qobject_cast<ImageListModel*>(list().findChild<QAbstractItemView*>()->model()); }
    gano::ImageList& list() const { return *page_->findChild<gano::ImageList*>(); }
    gano::CompareView& compare() const { return *page_->findChild<gano::CompareView*>(); }
    bool says(const QString& part) const {
        for (const auto* label : page_->findChildren<QLabel*>())
            if (label->isVisibleTo(page_.get()) && label->text().contains(part)) return true;
        return false;
    }
    QPushButton* button(const QString& words) const {
        for (auto* one : page_->findChildren<QPushButton*>())
            if (one->isVisibleTo(page_.get()) && one->text() == words) return one;
        return nullptr;
    }
    void trigger(const QString& words) const {
        for (auto* menu : page_->findChildren<QMenu*>())
            for (auto* action : menu->actions())
                if (action->text() == words) return action->trigger();
        QFAIL(qPrintable(words));
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const { QTest::keyClick(&compare().pane(0).view(), key, modifiers); }

private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("ganoscope-test"));
        auto plan = gano::defaultPlan("segmentation");
        plan.data.images = (samples::precipitates() / "images").string();
        plan.data.targets = (samples::precipitates() / "masks").string();
        plan.data.patchSize = 96;
        plan.data.validationPart = plan.data.testPart = 0.2;
        plan.model.generator = "unet_2_44";
        plan.model.baseWidth = 4;
        plan.training.crop = 64;
        plan.training.batchSize = 2;
        plan.training.epochs = 1;
        plan.training.stepsPerEpoch = 2;
        plan.training.maxValidationPatches = 2;
        plan.training.device = "cpu";
        run_ = fs::path(models_.path().toStdString()) / "small";
        gano::RunControl control;
        gano::SilentObserver nobody;
        const auto outcome = gano::train(plan, run_, control, nobody);
        QVERIFY2(outcome.result == gano::RunOutcome::Done, outcome.message.c_str());
    }

    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        QSettings().setValue(QStringLiteral("inspect/exportFolder"), QString::fromStdString(at("exports").string()));
        fs::create_directories(at("exports"));
        fs::create_directories(at("images"));
        fs::create_directories(at("masks"));
        fs::remove_all(run_ / "predictions");
        for (int i = 1; i <= 3; ++i) {
            gano::writeTiff(at("images/a" + std::to_string(i) + ".tif"), samples::ramp(64, 48));
            gano::writeTiff(at("masks/a" + std::to_string(i) + ".tif"), samples::halves(64, 48, 32));
        }
        session_ = std::make_unique<gano::RunSession>();
        page_ = std::make_unique<gano::InspectPage>(*session_);
        page_->resize(1200, 760);
        page_->show();
    }
    void cleanup() {
        page_.reset();
        session_.reset();
    }

    void withoutImagesThePageOffersToOpenSome() {
        QVERIFY(says(QStringLiteral("Open micrographs")));
        QVERIFY(button(QStringLiteral("Open images…")));
    }

    void aFolderIsListedAndItsFirstImageShown() {
        page_->openImages(at("images"));
        QTRY_COMPARE(model().count(), 3);
        QTRY_VERIFY(compare().pane(0).view().source() && compare().pane(0).view().source()->info());
        QVERIFY(says(QStringLiteral("There is no prediction for this image yet.")));
        QTRY_VERIFY(says(QStringLiteral("0.5 nm per pixel")));
    }

    void anEmptyOrMissingFolderIsASentence() {
        page_->openImages(at("exports"));
        QTRY_VERIFY(says(QStringLiteral("There are no images in")));
        page_->openImages(at("nowhere"));
        QTRY_VERIFY(says(QStringLiteral("does not exist")));
    }

    void predictingWithoutAModelAsksForOne() {
        page_->openImages(at("images"));
        QTRY_COMPARE(model().count(), 3);
        page_->predictAll();
        QVERIFY(says(QStringLiteral("Choose a model first")));
    }

    void aBusySessionIsExplained() {
        page_->openImages(at("images"));
        QTRY_COMPARE(model().count(), 3);
        page_->setModel(run_);
        QVERIFY(session_->start([](gano::RunControl& control, gano::RunObserver& observer) {
            while (control.proceed()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
            observer.onEvent(gano::RunFinished{{gano::RunOutcome::Stopped, {}, {}}});
            return gano::Outcome{gano::RunOutcome::Stopped, {}, {}};
        }));
        page_->predictAll();
        QVERIFY(says(QStringLiteral("Another job is running")));
        session_->stop();
        QTRY_VERIFY(!session_->isBusy());
    }

    void allImagesArePredictedScoredAndFoundAgain() {
        page_->openImages(at("images"));
        QTRY_COMPARE(model().count(), 3);
        page_->openTargets(at("masks"));
        page_->setModel(run_);
        QTRY_VERIFY(model().count() == 3 && model().entry(0).truth.has_value());
        page_->predictAll();
        QTRY_COMPARE_WITH_TIMEOUT(model().scored(), 3, 60000);
        QVERIFY(fs::exists(run_ / "predictions" / "images" / "a1_labels.tif"));
        QVERIFY(!fs::exists(at("images/a1_labels.tif")));
        QTRY_VERIFY(says(QStringLiteral("Dice")));
        const auto dice = model().scores(0);

        page_ = std::make_unique<gano::InspectPage>(*session_);
        page_->show();
        page_->setModel(run_);
        page_->openImages(at("images"));
        QTRY_COMPARE(model().count(), 3);
        page_->openTargets(at("masks"));
        QTRY_COMPARE(model().scored(), 3);
        QVERIFY(model().scores(0) == dice);
    }

    void scoresAreThoseOfTheEvaluation() {
        gano::EvaluateJob job;
        job.model = run_;
        job.images = samples::precipitates() / "images";
        job.targets = samples::precipitates() / "masks";
        gano::RunControl control;
        gano::SilentObserver nobody;
        const auto wanted = gano::evaluate(job, control, nobody);
        QVERIFY2(wanted.result == gano::RunOutcome::Done, wanted.message.c_str());
        page_->setModel(run_);
        page_->openRun(run_);
        QTRY_COMPARE(model().count(), 6);
        page_->predictAll();
        QTRY_COMPARE_WITH_TIMEOUT(model().scored(), 6, 60000);
        double dice = 0;
        for (int at = 0; at < 6; ++at) dice += *gano::mainScore(model().scores(at)) / 6;
        QVERIFY(std::abs(dice - *gano::mainScore(wanted.metrics)) < 1e-5);
    }

    void anUnreadableImageFailsAloneAndSaysWhy() {
        gano::writeTextAtomically(at("images/a2.tif"), "II*nothing");
        page_->openImages(at("images"));
        QTRY_COMPARE(model().count(), 3);
        page_->setModel(run_);
        page_->predictAll();
        QTRY_COMPARE_WITH_TIMEOUT(static_cast<int>(model().state(1)), static_cast<int>(ImageListModel::State::Failed), 60000);
        QTRY_COMPARE_WITH_TIMEOUT(static_cast<int>(model().state(2)), static_cast<int>(ImageListModel::State::Predicted), 60000);
        QTRY_VERIFY(says(QStringLiteral("2 images were predicted, 1 failed")));
        list().setCurrent(1);
        QTRY_VERIFY(button(QStringLiteral("Look again")));
    }

    void aVanishedImageIsSaidInItsPane() {
        page_->openImages(at("images"));
        QTRY_COMPARE(model().count(), 3);
        fs::remove(at("images/a3.tif"));
        list().setCurrent(2);
        QTRY_VERIFY(button(QStringLiteral("Look again")));
        gano::writeTiff(at("images/a3.tif"), samples::ramp(64, 48));
        QTest::mouseClick(button(QStringLiteral("Look again")), Qt::LeftButton);
        QTRY_VERIFY(compare().pane(0).view().source() && compare().pane(0).view().source()->info());
        QTRY_VERIFY(!button(QStringLiteral("Look again")));
    }

    void arrowKeysChangeTheImageAndKeepTheView() {
        page_->openImages(at("images"));
        QTRY_VERIFY(compare().pane(0).view().source() && compare().pane(0).view().source()->info());
        page_->activateWindow();
        const gano::Viewport looking{{0.25, 0.75}, 4.0};
        compare().setViewport(looking);
        key(Qt::Key_Right);
        QCOMPARE(list().current(), 1);
        QTRY_VERIFY(compare().pane(0).view().source() && compare().pane(0).view().source()->info());
        QVERIFY(compare().viewport() == looking);
        QVERIFY(compare().pane(1).view().viewport() == looking);
        key(Qt::Key_Left);
        QCOMPARE(list().current(), 0);
    }

    void singleKeysChangePanesModesAndLabels() {
        page_->openImages(at("images"));
        QTRY_COMPARE(model().count(), 3);
        key(Qt::Key_4);
        QCOMPARE(compare().shown().size(), std::size_t{4});
        key(Qt::Key_S);
        QCOMPARE(static_cast<int>(compare().mode()), static_cast<int>(gano::CompareView::Mode::Swipe));
        key(Qt::Key_B);
        QCOMPARE(static_cast<int>(compare().mode()), static_cast<int>(gano::CompareView::Mode::Blink));
        key(Qt::Key_D);
        QCOMPARE(static_cast<int>(compare().mode()), static_cast<int>(gano::CompareView::Mode::Difference));
        key(Qt::Key_1);
        QCOMPARE(compare().shown().size(), std::size_t{1});
    }

    void resultsOfTheCommandLineAreShownAndExportedWithThePixelSize() {
        samples::writeLabels(run_ / "predictions" / "images", "a1", samples::halves(64, 48, 40));
        page_->setModel(run_);
        page_->openImages(at("images"));
        QTRY_COMPARE(static_cast<int>(model().count()), 3);
        QTRY_COMPARE(static_cast<int>(model().state(0)), static_cast<int>(ImageListModel::State::Predicted));
        trigger(QStringLiteral("Output as label TIFF"));
        QTRY_VERIFY(fs::exists(at("exports/a1 labels.tif")));
        QTRY_VERIFY(says(QStringLiteral("Saved as")));
        QCOMPARE(gano::readInfo(at("exports/a1 labels.tif")).pixelSize->xNm, 0.5);
        trigger(QStringLiteral("This pane as TIFF, with its values (Fiji, DigitalMicrograph)"));
        QTRY_VERIFY(fs::exists(at("exports/a1 input.tif")));
        trigger(QStringLiteral("This pane as PNG with scale bar, as displayed"));
        QTRY_VERIFY(fs::exists(at("exports/a1 input.png")));
        trigger(QStringLiteral("Figure of all panes as PNG"));
        QTRY_VERIFY(fs::exists(at("exports/a1 figure.png")));
        QVERIFY(QImage(QString::fromStdString(at("exports/a1 figure.png").string())).width() > 2000);
        trigger(QStringLiteral("Figure of all panes as PDF"));
        QTRY_VERIFY(fs::exists(at("exports/a1 figure.pdf")));
    }

    void aRunOpensOnItsOwnImagesTestFirst() {
        page_->openRun(run_);
        QTRY_COMPARE(model().count(), 6);
        QCOMPARE(model().entry(0).part, std::string("test"));
        QVERIFY(model().entry(0).truth.has_value());
        QTRY_VERIFY(says(QStringLiteral("There is no prediction")));
        QTest::mouseClick(button(QStringLiteral("Predict this image")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(model().scored(), 1, 60000);
    }

    void aRunWhoseImagesAreGoneOffersToFindThem() {
        auto plan = gano::defaultPlan("segmentation");
        plan.data.images = at("gone").string();
        plan.data.targets = at("masks").string();
        gano::createRun({at("run")}, plan, "cpu");
        page_->openRun(at("run"));
        QTRY_VERIFY(says(QStringLiteral("no longer at")));
        QVERIFY(button(QStringLiteral("Choose where they are…")));
    }

    void cancellingKeepsWhatIsDone() {
        page_->openImages(at("images"));
        QTRY_COMPARE(model().count(), 3);
        page_->setModel(run_);
        page_->predictAll();
        QVERIFY(button(QStringLiteral("Cancel")));
        QTest::mouseClick(button(QStringLiteral("Cancel")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!session_->isBusy(), 60000);
        for (int at = 0; at < 3; ++at)
            QTRY_VERIFY(model().state(at) == ImageListModel::State::None || model().state(at) == ImageListModel::State::Predicted);
    }
};

GANO_WINDOW_TEST(TestInspectPage)
#include "tst_inspect_page.moc"
