// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/support/made_hdf5.h"
#include "tests/support/test_program.h"
#include "ui/style/look.h"
#include "ui/style/words.h"
#include "ui/wizard/goal_card.h"
#include "ui/wizard/thumbnail_model.h"
#include "ui/wizard/training_wizard.h"

using namespace gano;
namespace fs = std::filesystem;

class TestTrainingWizard : public QObject {
    Q_OBJECT

    static fs::path samples() { return fs::path(GANOSCOPE_SOURCE_DIR) / "resources" / "samples"; }
    static fs::path zooModel() { return fs::path(GANOSCOPE_SOURCE_DIR) / "models" / "zoo" / "unet-2-44-em.safetensors"; }
    WizardStart start(const fs::path& images, const fs::path& targets = {}, const std::string& task = {}) const {
        return {.images = images, .targets = targets, .task = task, .from = {}, .runsFolder = toPath(home_->path()) / "runs", .models = {}};
    }
    static QPushButton* button(const QWidget& wizard, const QString& words) {
        for (auto* candidate : wizard.findChildren<QPushButton*>())
            if (candidate->isVisible() && candidate->text().remove(QLatin1Char('&')) == words) return candidate;
        return nullptr;
    }
    static bool says(const QWidget& wizard, const QString& words) {
        for (auto* label : wizard.findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(words)) return true;
        return false;
    }
    /// Presses Next when it can be pressed; false when it never can.
    static bool next(const QWidget& wizard) {
        auto* forward = button(wizard, QStringLiteral("Next"));
        if (forward == nullptr || !QTest::qWaitFor([forward] { return forward->isEnabled(); }, 20000)) return false;
        forward->click();
        return true;
    }
    template <class Widget>
    static Widget* named(const QWidget& wizard, const QString& name) {
        for (auto* widget : wizard.findChildren<Widget*>())
            if (widget->accessibleName() == name && widget->isVisible()) return widget;
        return nullptr;
    }

    std::unique_ptr<QTemporaryDir> home_;

private Q_SLOTS:
    void initTestCase() { look::apply(*qApp, look::Theme::Light); }
    void init() { home_ = std::make_unique<QTemporaryDir>(); }

    void fiveClicksLeadFromSampleImagesToAPlan() {
        TrainingWizard wizard(start(samples() / "precipitates" / "images", samples() / "precipitates" / "masks", "segmentation"));
        wizard.show();
        for (int click = 0; click < 4; ++click) QVERIFY(next(wizard));
        QVERIFY(says(wizard, QStringLiteral("Ready?")));
        auto* begin = button(wizard, QStringLiteral("Start training"));
        QVERIFY(begin != nullptr);
        QTRY_VERIFY(begin->isEnabled());
        begin->click();
        QCOMPARE(wizard.result(), static_cast<int>(QDialog::Accepted));
        const auto plan = wizard.plan();
        checkPlan(plan);
        QCOMPARE(plan.task, std::string("segmentation"));
        QCOMPARE(fs::path(plan.data.images), samples() / "precipitates" / "images");
        QCOMPARE(fs::path(plan.data.targets), samples() / "precipitates" / "masks");
        QCOMPARE(wizard.runFolder().parent_path(), toPath(home_->path()) / "runs");
        QCOMPARE(wizard.runFolder().filename().string(), std::string("precipitates, segmentation"));
    }

    void pretrainingAsksForNoLabels() {
        TrainingWizard wizard(start(samples() / "unlabelled", {}, "pretraining"));
        wizard.show();
        QVERIFY(next(wizard));
        QVERIFY(says(wizard, QStringLiteral("What should the network learn?")));
        QVERIFY(next(wizard));
        QVERIFY(says(wizard, QStringLiteral("How should it train?")));
        button(wizard, QStringLiteral("Back"))->click();
        QVERIFY(says(wizard, QStringLiteral("What should the network learn?")));
    }

    void nothingGoesOnWithoutAGoal() {
        TrainingWizard wizard(start(samples() / "unlabelled"));
        wizard.show();
        QVERIFY(next(wizard));
        QVERIFY(!button(wizard, QStringLiteral("Next"))->isEnabled());
        QVERIFY(says(wizard, QStringLiteral("Choose a goal first.")));
        for (auto* card : wizard.findChildren<GoalCard*>())
            if (card->text() == QStringLiteral("Denoising")) card->click();
        QVERIFY(button(wizard, QStringLiteral("Next"))->isEnabled());
        QCOMPARE(wizard.plan().task, std::string("denoising"));
    }

    void aFolderWithoutImagesSaysSo() {
        std::ofstream(toPath(home_->filePath(QStringLiteral("notes.txt")))) << "no image";
        TrainingWizard wizard(start(toPath(home_->path())));
        wizard.show();
        QTRY_VERIFY(says(wizard, QStringLiteral("These images cannot be used.")));
        QVERIFY(!button(wizard, QStringLiteral("Next"))->isEnabled());
        QVERIFY(button(wizard, QStringLiteral("Choose another folder…")) != nullptr);
    }

    void ofFilesWithSeveralDataSetsOneCanBeChosen() {
        const auto folder = toPath(home_->path()) / "stacks";
        fs::create_directories(folder);
        if (!writeMadeHdf5(folder / "a.h5", {{"raw/dark", 1, 64, 64}, {"raw/frames", 5, 64, 64}})) QSKIP("Built without HDF5.");
        TrainingWizard wizard(start(folder));
        wizard.show();
        QTRY_VERIFY_WITH_TIMEOUT(named<QComboBox>(wizard, QStringLiteral("Data set")), 20000);
        auto* choice = named<QComboBox>(wizard, QStringLiteral("Data set"));
        QCOMPARE(choice->count(), 3);
        const auto shows = [&wizard](const QString& fact) {
            return std::ranges::any_of(wizard.findChildren<QLabel*>(), [&](const QLabel* label) { return label->isVisible() && label->text() == fact; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(shows(QStringLiteral("6")), 20000);
        choice->setCurrentIndex(2);
        Q_EMIT choice->activated(2);
        QTRY_VERIFY_WITH_TIMEOUT(shows(QStringLiteral("5")) && !shows(QStringLiteral("6")), 20000);
        QCOMPARE(choice->currentText(), QStringLiteral("raw/frames"));
        QCOMPARE(choice->count(), 3);
    }

    void aMissingFolderSaysSo() {
        TrainingWizard wizard(start(toPath(home_->path()) / "gone"));
        wizard.show();
        QTRY_VERIFY(says(wizard, QStringLiteral("gone")));
        QVERIFY(!button(wizard, QStringLiteral("Next"))->isEnabled());
    }

    void imagesWithoutLabelsAreListed() {
        const auto images = toPath(home_->path()) / "data", masks = toPath(home_->path()) / "truth";
        fs::copy(samples() / "precipitates" / "images", images);
        fs::copy(samples() / "precipitates" / "masks", masks);
        fs::remove(masks / "spot2_0d_0.png");
        TrainingWizard wizard(start(images, masks, "segmentation"));
        wizard.show();
        QVERIFY(next(wizard) && next(wizard));
        auto* pairs = named<QListWidget>(wizard, QStringLiteral("Images with their targets"));
        QTRY_VERIFY((pairs = named<QListWidget>(wizard, QStringLiteral("Images with their targets"))) != nullptr && pairs->count() == 6);
        QVERIFY(pairs->item(5)->text().contains(QStringLiteral("spot2_0d_0")));
        QVERIFY(pairs->item(5)->toolTip().contains(QStringLiteral("has no target")));
        QVERIFY(says(wizard, QStringLiteral("1 image has no target and will not be used.")));
        pairs->setCurrentRow(5);
    }

    void namesOfClassesReachThePlan() {
        TrainingWizard wizard(start(samples() / "precipitates" / "images", samples() / "precipitates" / "masks", "segmentation"));
        wizard.show();
        QVERIFY(next(wizard) && next(wizard));
        QTRY_VERIFY(named<QLineEdit>(wizard, QStringLiteral("Name of the class with the value 255")) != nullptr);
        QTest::keyClicks(named<QLineEdit>(wizard, QStringLiteral("Name of the class with the value 255")), QStringLiteral("precipitate"));
        QCOMPARE(wizard.plan().data.classNames, std::string(",precipitate"));
    }

    void aPretrainedModelBringsItsNetwork() {
        if (!fs::exists(zooModel())) QSKIP("The shipped models are not there.");
        auto given = start(samples() / "precipitates" / "images", samples() / "precipitates" / "masks", "segmentation");
        given.models = {zooModel()};
        TrainingWizard wizard(given);
        wizard.show();
        QVERIFY(next(wizard));
        auto* from = named<QComboBox>(wizard, QStringLiteral("Start from"));
        QTRY_COMPARE(from->count(), 2);
        QCOMPARE(from->currentIndex(), 1);
        QCOMPARE(fs::path(wizard.plan().model.from), zooModel());
        const auto generator = wizard.plan().model.generator;
        QVERIFY(next(wizard) && next(wizard));
        wizard.findChildren<QRadioButton*>().at(2)->click();
        QCOMPARE(wizard.plan().model.generator, generator);
        QCOMPARE(wizard.plan().model.from, zooModel().string());
    }

    void aNetworkThatSeesTheObjectsIsSuggested() {
        TrainingWizard wizard(start(samples() / "precipitates" / "images", samples() / "precipitates" / "masks", "segmentation"));
        wizard.show();
        for (int click = 0; click < 3; ++click) QVERIFY(next(wizard));
        QCOMPARE(wizard.plan().model.generator, std::string("unet_2_44"));
        QVERIFY(says(wizard, QStringLiteral("The labelled objects are typically")));
        auto* take = button(wizard, QStringLiteral("Use U-Net 3_176"));
        QVERIFY(take != nullptr);
        take->click();
        QCOMPARE(wizard.plan().model.generator, std::string("unet_3_176"));
        QVERIFY(!says(wizard, QStringLiteral("The labelled objects are typically")));
        QVERIFY(says(wizard, QStringLiteral("U-Net 3_176 (sees 176 px)")));
        // Another starting point does not undo what was asked for.
        wizard.findChildren<QRadioButton*>().at(1)->click();
        wizard.findChildren<QRadioButton*>().at(0)->click();
        QCOMPARE(wizard.plan().model.generator, std::string("unet_3_176"));
    }

    void aTrainingIsRepeatedWithAChange() {
        auto given = start(samples() / "precipitates" / "images", samples() / "precipitates" / "masks", "segmentation");
        TrainingAgain again;
        again.plan = defaultPlan("segmentation");
        again.plan.data.images = given.images.string();
        again.plan.data.targets = given.targets.string();
        again.plan.data.patchSize = 96;
        again.plan.training.crop = 80;
        again.plan.training.epochs = 7;
        again.plan.training.learningRate = 0.001;
        again.run = "first try";
        again.sentence = "Train again with a learning rate of 0.001";
        given.again = again;
        TrainingWizard wizard(given);
        wizard.show();
        for (int click = 0; click < 3; ++click) QVERIFY(next(wizard));
        QVERIFY(says(wizard, QStringLiteral("Train again with a learning rate of 0.001. All else as in “first try”.")));
        const auto same = [&] { return wizard.plan().training.epochs == 7 && wizard.plan().data.patchSize == 96 && wizard.plan().training.learningRate == 0.001; };
        QVERIFY(same());
        wizard.findChildren<QRadioButton*>().at(1)->click();
        QVERIFY(!same());
        wizard.findChildren<QRadioButton*>().at(0)->click();
        QVERIFY(same());
        QVERIFY(next(wizard));
        QVERIFY(button(wizard, QStringLiteral("Start training"))->isEnabled());
        checkPlan(wizard.plan());
    }

    void aNamedStartingPointSetsThePlan() {
        TrainingWizard wizard(start(samples() / "unlabelled", {}, "pretraining"));
        wizard.show();
        QVERIFY(next(wizard) && next(wizard));
        for (auto* choice : wizard.findChildren<QRadioButton*>())
            if (choice->text() == QStringLiteral("As in the paper")) choice->click();
        QCOMPARE(wizard.plan().training.batchSize, 128);
        QCOMPARE(wizard.plan().training.epochs, 60);
    }

    void theBatchSizeCanBeLeftToTheProgram() {
        TrainingWizard wizard(start(samples() / "unlabelled", {}, "pretraining"));
        wizard.show();
        QVERIFY(next(wizard) && next(wizard));
        for (auto* fold : wizard.findChildren<QToolButton*>())
            if (fold->text().startsWith(QStringLiteral("All settings"))) fold->click();
        QCheckBox* automatic = nullptr;
        for (auto* box : wizard.findChildren<QCheckBox*>())
            if (box->text() == QStringLiteral("Automatic (fills memory)")) automatic = box;
        QVERIFY(automatic != nullptr && automatic->isVisible());
        auto* number = named<QSpinBox>(wizard, QStringLiteral("Batch size"));
        const int before = wizard.plan().training.batchSize;
        QVERIFY(number != nullptr && before > 0 && number->value() == before);
        automatic->setChecked(true);
        QVERIFY(wizard.plan().training.automaticBatch());
        QVERIFY(!number->isEnabled());
        QCOMPARE(number->text(), QStringLiteral("Found at the start"));
        checkPlan(wizard.plan());
        QVERIFY(says(wizard, QStringLiteral("batches as large as the memory allows")));
        // A measurement, which takes its time on a busy machine.
        QTRY_VERIFY_WITH_TIMEOUT(says(wizard, QStringLiteral("batches of 8 (automatic, measured again at the start)")), 120000);
        automatic->setChecked(false);
        QCOMPARE(wizard.plan().training.batchSize, before);
        QVERIFY(number->isEnabled() && number->minimum() == 1);
    }

    void aRunDoesNotOverwriteAnother() {
        fs::create_directories(toPath(home_->path()) / "runs" / "unlabelled, pretraining");
        TrainingWizard wizard(start(samples() / "unlabelled", {}, "pretraining"));
        wizard.show();
        QVERIFY(next(wizard) && next(wizard) && next(wizard));
        QCOMPARE(wizard.runFolder().filename().string(), std::string("unlabelled, pretraining 2"));
        auto* name = named<QLineEdit>(wizard, QStringLiteral("Name of the run"));
        name->setText(QStringLiteral("unlabelled, pretraining"));
        QVERIFY(says(wizard, QStringLiteral("There is already a run of this name.")));
        QVERIFY(!button(wizard, QStringLiteral("Start training"))->isEnabled());
        name->setText(QStringLiteral("../elsewhere"));
        QVERIFY(!button(wizard, QStringLiteral("Start training"))->isEnabled());
    }

    void thumbnailsFollowTheRulesOfModels() {
        ThumbnailModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        std::vector<ImageRef> images;
        for (const auto& entry : fs::directory_iterator(samples() / "precipitates" / "images")) images.push_back({entry.path(), 0, {}});
        images.push_back({toPath(home_->path()) / "missing.tif", 0, {}});
        model.show(images);
        QCOMPARE(model.rowCount(), 7);
        const auto pictureOf = [&model](int row) { return model.data(model.index(row), Qt::DecorationRole).value<QPixmap>().toImage(); };
        QTRY_VERIFY(pictureOf(0).pixelColor(40, 40).alpha() == 255);
        pictureOf(6);
        QTRY_VERIFY(model.data(model.index(6), Qt::ToolTipRole).toString().contains(QStringLiteral("cannot be read")));
        model.show({});
        QCOMPARE(model.rowCount(), 0);
    }
};

GANO_WINDOW_TEST(TestTrainingWizard)
#include "tst_training_wizard.moc"
