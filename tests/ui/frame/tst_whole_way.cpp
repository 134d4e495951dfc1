// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include "tests/support/test_program.h"
#include "tests/ui/frame/frame_samples.h"
#include "ui/frame/library.h"
#include "ui/frame/main_window.h"
#include "ui/run/run_page.h"
#include "ui/run/run_session.h"
#include "ui/style/look.h"
#include "ui/view/image_view.h"

using namespace gano;

/// What a new user does: the sample images, the wizard, a training, and a look at the result. Clicks are counted.
class TestWholeWay : public QObject {
    Q_OBJECT

    int clicks_ = 0;

    template <class Button>
    static Button* visible(const QWidget& where, const QString& words) {
        for (auto* button : where.findChildren<Button*>())
            if (button->isVisible() && button->text().remove(QLatin1Char('&')).startsWith(words)) return button;
        return nullptr;
    }
    bool click(const QWidget& where, const QString& words, int patience = 20000) {
        QAbstractButton* button = nullptr;
        const bool there = QTest::qWaitFor([&] { return (button = visible<QAbstractButton>(where, words)) != nullptr && button->isEnabled(); }, patience);
        if (!there) return false;
        ++clicks_;
        button->click();
        return true;
    }

private Q_SLOTS:
    void initTestCase() { look::apply(*qApp, look::Theme::Dark); }

    void sevenClicksLeadFromTheStartToTheResult() {
        const test::Home home;
        MainWindow window;
        window.resize(1280, 800);
        window.show();
        QVERIFY(click(window, QStringLiteral("Try with sample images")));
        TrainingWizard* wizard = nullptr;
        QTRY_VERIFY((wizard = window.findChild<TrainingWizard*>()) != nullptr && wizard->isVisible());
        for (int step = 0; step < 3; ++step) QVERIFY(click(*wizard, QStringLiteral("Next")));
        makeItShort(*wizard);
        QVERIFY(click(*wizard, QStringLiteral("Next")));
        QVERIFY(click(*wizard, QStringLiteral("Start training")));
        QTRY_COMPARE(window.page(), MainWindow::TrainPlace);
        QVERIFY(window.session().isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(!window.session().isBusy(), 180000);
        QVERIFY(click(window, QStringLiteral("Inspect the result")));
        QCOMPARE(clicks_, 7);
        QCOMPARE(window.page(), MainWindow::InspectPlace);
        QTRY_VERIFY_WITH_TIMEOUT(showsAnImage(window), 20000);
        QVERIFY(window.runPage().run().parent_path() == home.runs());
        // The segmentation is there without another click.
        QTRY_VERIFY_WITH_TIMEOUT(labelsOf(home.runs()) >= 6, 60000);
        QTRY_VERIFY_WITH_TIMEOUT(!window.session().isBusy(), 60000);
    }

private:
    /// A test has no minutes: one epoch of a few steps.
    static void makeItShort(TrainingWizard& wizard) {
        visible<QToolButton>(wizard, QStringLiteral("All settings"))->click();
        for (auto* box : wizard.findChildren<QSpinBox*>()) {
            if (box->accessibleName() == QStringLiteral("Epochs")) box->setValue(1);
            if (box->accessibleName() == QStringLiteral("Steps per epoch")) box->setValue(2);
            if (box->accessibleName() == QStringLiteral("Validation patches")) box->setValue(2);
        }
        QCOMPARE(wizard.plan().training.epochs, 1);
        QCOMPARE(wizard.plan().training.stepsPerEpoch, 2);
    }
    static int labelsOf(const std::filesystem::path& runs) {
        int count = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(runs))
            if (entry.path().filename().string().ends_with("_labels.tif")) ++count;
        return count;
    }
    static bool showsAnImage(const MainWindow& window) {
        for (const auto* view : window.findChildren<ImageView*>())
            if (view->isVisible() && view->source() && view->source()->info()) return true;
        return false;
    }
};

GANO_WINDOW_TEST(TestWholeWay)
#include "tst_whole_way.moc"
