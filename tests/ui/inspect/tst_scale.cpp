// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How large a pixel is: said by the file, typed, measured over a scale bar, and held against the model's.
#include <QAbstractItemView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

#include "core/base/run_control.h"
#include "core/formats/format_table.h"
#include "core/formats/user_scale.h"
#include "core/train/trainer.h"
#include "tests/support/test_program.h"
#include "tests/ui/inspect/inspect_samples.h"
#include "ui/inspect/compare_view.h"
#include "ui/inspect/image_list.h"
#include "ui/inspect/inspect_page.h"
#include "ui/inspect/kept_scales.h"
#include "ui/inspect/metadata_panel.h"
#include "ui/inspect/scale_dialog.h"
#include "ui/run/run_session.h"

namespace fs = std::filesystem;

class TestScale : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<gano::RunSession> session_;
    std::unique_ptr<gano::InspectPage> page_;

    fs::path at(const std::string& name) const { return fs::path(folder_->path().toStdString()) / name; }
    gano::CompareView& compare() const { return *page_->findChild<gano::CompareView*>(); }
    gano::ImageList& list() const { return *page_->findChild<gano::ImageList*>(); }
    QString seen() const {
        QStringList words;
        for (const auto* label : page_->findChildren<QLabel*>())
            if (label->isVisibleTo(page_.get())) words << label->text();
        return words.join(QLatin1Char('\n'));
    }
    QPushButton* button(const QWidget* place, const QString& words) const {
        for (auto* one : place->findChildren<QPushButton*>())
            if (one->isVisibleTo(place) && one->text() == words) return one;
        return nullptr;
    }
    /// The open one: a dialog that has been answered lives on until the next turn of the event loop.
    gano::ScaleDialog* dialog() const {
        for (auto* one : page_->findChildren<gano::ScaleDialog*>())
            if (one->isVisible()) return one;
        return nullptr;
    }
    QLineEdit* field(const QString& name) const {
        for (auto* one : dialog()->findChildren<QLineEdit*>())
            if (one->accessibleName() == name) return one;
        return nullptr;
    }
    void choose(const QString& words) const {
        for (auto* one : dialog()->findChildren<QRadioButton*>())
            if (one->text().startsWith(words)) one->click();
    }
    void open() {
        page_->openImages(at("images"));
        QTRY_VERIFY(compare().pane(0).view().source() && compare().pane(0).view().source()->info());
    }
    void ask() {
        // The image is read before the page has heard of it, which takes a while on a busy machine.
        const auto offered = [this] { return button(page_.get(), QStringLiteral("Set scale…")); };
        QTRY_VERIFY(offered() && offered()->isEnabled() && offered()->isVisible());
        QTest::mouseClick(offered(), Qt::LeftButton);
        QTRY_VERIFY(dialog());
    }
    void drag(const QPoint& from, const QPoint& to) const {
        auto& view = compare().pane(0).view();
        QTest::mousePress(&view, Qt::LeftButton, {}, from);
        QTest::mouseMove(&view, to);
        QTest::mouseRelease(&view, Qt::LeftButton, {}, to);
    }

private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("ganoscope-test"));
        QCoreApplication::setApplicationName(QStringLiteral("scale"));
    }
    void init() {
        QSettings().clear();
        folder_ = std::make_unique<QTemporaryDir>();
        for (int i = 1; i <= 3; ++i) {
            auto image = samples::ramp(96, 96, 7 + i);
            if (i > 1) image.pixelSize.reset();
            fs::create_directories(at("images"));
            gano::writeTiff(at("images/a" + std::to_string(i) + ".tif"), image);
        }
        session_ = std::make_unique<gano::RunSession>();
        page_ = std::make_unique<gano::InspectPage>(*session_);
        page_->resize(1200, 900);
        page_->show();
    }
    void cleanup() {
        page_.reset();
        session_.reset();
        for (const auto& [place, size] : gano::userScales()) gano::setUserScale(place, std::nullopt);
    }

    void aTypedPixelSizeHoldsForTheImage() {
        open();
        list().setCurrent(1);
        QTRY_VERIFY(seen().contains(QStringLiteral("Uncalibrated")));
        ask();
        choose(QStringLiteral("For this image"));
        QTest::keyClicks(field(QStringLiteral("Length of one pixel")), QStringLiteral("2.5 A"));
        QTest::mouseClick(button(dialog(), QStringLiteral("Set scale")), Qt::LeftButton);
        QTRY_VERIFY2(seen().contains(QStringLiteral("0.25 nm per pixel, set by hand")), qPrintable(seen()));
        QVERIFY((gano::readImage({at("images/a2.tif"), 0, {}}).pixelSize == gano::PixelSize{0.25, 0.25}));
        QVERIFY(!gano::readInfo(at("images/a3.tif")).pixelSize);
    }

    void whatIsNoLengthIsExplainedAndCannotBeSet_data() {
        QTest::addColumn<QString>("words");
        for (const char* words : {"2.5", "nm", "1/nm", "2 eV", "-1 nm", "2 s"}) QTest::newRow(words) << QString::fromLatin1(words);
    }
    void whatIsNoLengthIsExplainedAndCannotBeSet() {
        QFETCH(QString, words);
        open();
        ask();
        field(QStringLiteral("Length of one pixel"))->clear();
        QTest::keyClicks(field(QStringLiteral("Length of one pixel")), words);
        QVERIFY(!button(dialog(), QStringLiteral("Set scale"))->isEnabled());
        QStringList told;
        for (const auto* label : dialog()->findChildren<QLabel*>()) told << label->text();
        QVERIFY2(told.join(QString()).size() > 20, "no sentence says why");
    }

    void aScaleForTheFolderLeavesWhatTheFilesSay() {
        open();
        list().setCurrent(1);
        QTRY_VERIFY(seen().contains(QStringLiteral("Uncalibrated")));
        ask();
        QTest::keyClicks(field(QStringLiteral("Length of one pixel")), QStringLiteral("3 nm"));
        QTest::mouseClick(button(dialog(), QStringLiteral("Set scale")), Qt::LeftButton);
        QTRY_VERIFY(seen().contains(QStringLiteral("3 nm per pixel, set by hand")));
        QVERIFY((gano::readInfo(at("images/a3.tif")).pixelSize == gano::PixelSize{3.0, 3.0}));
        QVERIFY((gano::readInfo(at("images/a1.tif")).pixelSize == gano::PixelSize{0.5, 0.5}));
        for (const auto& [place, size] : gano::userScales()) gano::setUserScale(place, std::nullopt);
        gano::loadKeptScales();
        QVERIFY((gano::readInfo(at("images/a1.tif")).pixelSize == gano::PixelSize{0.5, 0.5}));
        QVERIFY((gano::readInfo(at("images/a3.tif")).pixelSize == gano::PixelSize{3.0, 3.0}));
    }

    void enterInAnUntouchedDialogSetsNothing() {
        open();
        ask();
        QVERIFY(!button(dialog(), QStringLiteral("Set scale"))->isEnabled());
        QTest::keyClick(field(QStringLiteral("Length of one pixel")), Qt::Key_Return);
        QVERIFY(gano::userScales().empty());
    }

    void aScaleIsKeptForTheNextStartAndCanBeTakenBack() {
        open();
        ask();
        choose(QStringLiteral("For all images"));
        QTest::keyClicks(field(QStringLiteral("Length of one pixel")), QStringLiteral("2 nm"));  // over the file's 0.5 nm, for the folder
        QTest::mouseClick(button(dialog(), QStringLiteral("Set scale")), Qt::LeftButton);
        QTRY_VERIFY(seen().contains(QStringLiteral("2 nm per pixel, set by hand")));
        gano::setUserScale(at("images"), std::nullopt);  // as if the program had ended
        QVERIFY((gano::readInfo(at("images/a1.tif")).pixelSize == gano::PixelSize{0.5, 0.5}));
        gano::loadKeptScales();
        QVERIFY((gano::readInfo(at("images/a3.tif")).pixelSize == gano::PixelSize{2.0, 2.0}));
        ask();
        QTest::mouseClick(button(dialog(), QStringLiteral("Use what the file says")), Qt::LeftButton);
        QTRY_VERIFY(seen().contains(QStringLiteral("0.5 nm per pixel")) && !seen().contains(QStringLiteral("by hand")));
        gano::loadKeptScales();
        QVERIFY(!gano::readInfo(at("images/a3.tif")).pixelSize);
    }

    void aLineOverTheScaleBarGivesThePixelSize() {
        open();
        auto& view = compare().pane(0).view();
        view.setZoomPercent(100);
        ask();
        QTest::mouseClick(button(dialog(), QStringLiteral("Draw the line…")), Qt::LeftButton);
        QTRY_VERIFY(!dialog());
        QVERIFY(seen().contains(QStringLiteral("Drag from one end")));
        const QPoint middle(view.width() / 2, view.height() / 2);
        drag(middle, middle + QPoint(1, 0));  // a slip of the hand is no line
        QVERIFY(!dialog());
        drag(middle - QPoint(20, 0), middle + QPoint(20, 0));
        QTRY_VERIFY(dialog());
        QVERIFY(!seen().contains(QStringLiteral("Drag from one end")));
        choose(QStringLiteral("For all images"));
        QTest::keyClicks(field(QStringLiteral("Length of the line")), QStringLiteral("100 nm"));
        QTest::mouseClick(button(dialog(), QStringLiteral("Set scale")), Qt::LeftButton);
        QTRY_VERIFY(gano::userScale(at("images/a2.tif")));
        QVERIFY(std::abs(gano::userScale(at("images/a2.tif"))->xNm - 2.5) < 0.1);
        QTRY_VERIFY(!dialog());
        // The next drag moves the picture again.
        drag(middle, middle + QPoint(30, 0));
        QVERIFY(!dialog());
    }

    void escapeEndsTheMeasuring() {
        open();
        ask();
        QTest::mouseClick(button(dialog(), QStringLiteral("Draw the line…")), Qt::LeftButton);
        QTRY_VERIFY(!dialog());
        page_->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(page_.get()));
        QTest::keyClick(&compare().pane(0).view(), Qt::Key_Escape);
        QTRY_VERIFY(!seen().contains(QStringLiteral("Drag from one end")));
    }

    void aModelOfAnotherPixelSizeIsToldOnceAndMatchedWithOneClick() {
        for (int i = 1; i <= 6; ++i) {
            fs::create_directories(at("learn"));
            fs::create_directories(at("masks"));
            gano::writeTiff(at("learn/b" + std::to_string(i) + ".tif"), samples::ramp(96, 96, i));
            gano::writeTiff(at("masks/b" + std::to_string(i) + ".tif"), samples::halves(96, 96, 40));
        }
        auto plan = gano::defaultPlan("segmentation");
        plan.data.images = at("learn").string();
        plan.data.targets = at("masks").string();
        plan.data.patchSize = plan.training.crop = 32;
        plan.model.generator = "unet_2_44";
        plan.model.baseWidth = 4;
        plan.training.batchSize = 2;
        plan.training.epochs = 1;
        plan.training.stepsPerEpoch = 2;
        plan.training.maxValidationPatches = 2;
        plan.training.device = "cpu";
        gano::RunControl control;
        gano::SilentObserver nobody;
        const auto outcome = gano::train(plan, at("run"), control, nobody);
        QVERIFY2(outcome.result == gano::RunOutcome::Done, outcome.message.c_str());

        gano::setUserScale(at("images/a1.tif"), gano::PixelSize{0.25, 0.25});
        page_->setModel(at("run"));
        open();
        QTRY_VERIFY2(seen().contains(QStringLiteral("0.25 nm and 0.5 nm")), qPrintable(seen()));
        QTest::mouseClick(button(page_.get(), QStringLiteral("Predict at the model's pixel size")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(fs::exists(at("run/predictions/images/a1_labels.tif")), 60000);
        QTRY_VERIFY(!session_->isBusy());
        const auto labels = gano::readInfo(at("run/predictions/images/a1_labels.tif"));
        QCOMPARE(labels.width, 96);
        QVERIFY((labels.pixelSize == gano::PixelSize{0.25, 0.25}));
        QVERIFY(!seen().contains(QStringLiteral("0.25 nm and 0.5 nm")));
    }

    void theMetadataOfTheFileCanBeSearched() {
        gano::MetadataPanel panel;
        gano::Metadata all;
        all.add("Software", "GMS");
        auto& microscope = all.add("Microscope");
        microscope.add("Voltage", "300000");
        microscope.add("Operator", "Ångström");
        gano::MetadataDialog shown(QStringLiteral("a.dm4"), all);
        auto* tree = shown.findChild<QTreeWidget*>();
        auto* search = shown.findChild<QLineEdit*>();
        search->setText(QStringLiteral("volt"));
        QVERIFY(tree->topLevelItem(0)->isHidden());
        QVERIFY(!tree->topLevelItem(1)->isHidden() && !tree->topLevelItem(1)->child(0)->isHidden() && tree->topLevelItem(1)->child(1)->isHidden());
        search->setText(QStringLiteral("microscope"));
        QVERIFY(!tree->topLevelItem(1)->child(1)->isHidden());
        search->setText(QStringLiteral("nothing of the kind"));
        QVERIFY(tree->topLevelItem(1)->isHidden());
    }

    void theDataBarIsNamed() {
        gano::Image image(256, 200, gano::SampleType::U8);
        for (int y = 0; y < 200; ++y) {
            for (int x = 0; x < 256; ++x) {
                const bool letter = y > 176 && y < 192 && x % 9 < 2 && x > 20 && x < 120;
                image.samples<std::uint8_t>()[static_cast<std::size_t>(y * 256 + x)] =
                    y < 170 ? static_cast<std::uint8_t>(60 + (x * 37 + y * 91 + (x * y) % 17 * 5) % 130) : static_cast<std::uint8_t>(letter ? 255 : 0);
            }
        }
        gano::writeTiff(at("images/a1.tif"), image);
        open();
        QTRY_VERIFY2(seen().contains(QStringLiteral("the bottom 30 rows")), qPrintable(seen()));
        const auto histogram = compare().pane(0).view().source()->histogram();
        QVERIFY(histogram && histogram->low >= 60 && histogram->high < 200);
    }
};

GANO_WINDOW_TEST(TestScale)
#include "tst_scale.moc"
