// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QDropEvent>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QUrl>

#include "tests/support/test_program.h"
#include "tests/ui/frame/frame_samples.h"
#include "ui/frame/drop_page.h"
#include "ui/frame/library.h"
#include "ui/frame/main_window.h"
#include "ui/frame/rail.h"
#include "ui/run/run_session.h"
#include "ui/style/look.h"
#include "ui/style/message_bar.h"

using namespace gano;

class TestMainWindow : public QObject {
    Q_OBJECT

    static QAction* action(const QMainWindow& window, const QString& name) {
        for (const auto* menu : window.menuBar()->actions())
            for (auto* one : menu->menu()->actions())
                if (one->text() == name) return one;
        return nullptr;
    }
    static bool says(const QWidget& window, const QString& part) {
        for (const auto* bar : window.findChildren<MessageBar*>())
            if (bar->isVisibleTo(&window) && bar->sentence().contains(part)) return true;
        return false;
    }
    /// A job that counts until it is stopped.
    static Outcome count(RunControl& control, RunObserver& observer) {
        observer.onEvent(RunStarted{"Counting", "cpu", {}, 0, 0});
        for (long step = 1; control.proceed(); ++step) {
            observer.onEvent(StepFinished{0, 0, std::min(step, 50L), 100, 1.0, -1.0, {}});
            QThread::msleep(5);
        }
        return {RunOutcome::Stopped, {}, {}};
    }
    /// Presses a button of the question that the next moment brings.
    static void answer(const QString& text) {
        QTimer::singleShot(200, qApp, [text] {
            auto* question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(question != nullptr);
            for (auto* button : question->buttons())
                if (button->text().remove(QLatin1Char('&')) == text) return button->click();
            QFAIL("There is no such button.");
        });
    }

private Q_SLOTS:
    void initTestCase() { look::apply(*qApp, look::Theme::Light); }

    void pagesAreReachedByRailAndKeyboard() {
        const test::Home home;
        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QCOMPARE(window.page(), MainWindow::HomePlace);
        QTest::keyClick(&window, Qt::Key_4, Qt::AltModifier);
        QCOMPARE(window.page(), MainWindow::ModelsPlace);
        for (auto* entry : window.findChildren<RailButton*>())
            if (entry->text() == QLatin1String("Inspect")) entry->click();
        QCOMPARE(window.page(), MainWindow::InspectPlace);
    }

    void theDeviceIsToldWithItsReason() {
        const test::Home home;
        MainWindow window;
        window.show();
        auto* chip = window.statusBar()->findChild<QToolButton*>();
        QTRY_VERIFY_WITH_TIMEOUT(chip->toolTip().contains(QStringLiteral("LibTorch")), 20000);
    }

    void aPathThatIsGoneIsToldInTheWindow() {
        const test::Home home;
        MainWindow window;
        window.show();
        window.openPath("/nowhere/run");
        QVERIFY(says(window, QStringLiteral("/nowhere/run is not there")));
    }

    void aDroppedFolderLeadsToTheQuestionAndBack() {
        const test::Home home;
        const auto folder = home.path() / "particles";
        test::Home::addFile(folder / "a.tif");
        MainWindow window;
        window.show();
        window.showPage(MainWindow::ModelsPlace);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(text(folder))});
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &drop);
        QCOMPARE(window.page(), MainWindow::DropPlace);
        for (auto* button : window.findChild<DropPage*>()->findChildren<QPushButton*>()) button->click();
        QCOMPARE(window.page(), MainWindow::ModelsPlace);
    }

    void aRunOpensOnTheTrainPage() {
        const test::Home home;
        const auto run = home.addRun("gold", "done", 10);
        MainWindow window;
        window.show();
        window.openPath(run);
        QCOMPARE(window.page(), MainWindow::TrainPlace);
        QTRY_VERIFY(!window.library().runs().empty());
    }

    void aJobShowsOnTheRailFromEveryPage() {
        const test::Home home;
        MainWindow window;
        window.show();
        QVERIFY(window.session().start(count));
        const auto running = [&window] {
            for (const auto* entry : window.findChildren<RailButton*>())
                if (entry->progress().value_or(0.0) > 0.3) return true;
            return false;
        };
        QTRY_VERIFY(running());
        QVERIFY(!action(window, QStringLiteral("New training…"))->isEnabled());
        action(window, QStringLiteral("Stop and keep"))->trigger();
        QTRY_VERIFY(!window.session().isBusy());
        QVERIFY(!running());
        QVERIFY(action(window, QStringLiteral("New training…"))->isEnabled());
    }

    void onlyOneJobRunsAtATime() {
        const test::Home home;
        MainWindow window;
        window.show();
        window.session().start(count);
        window.startWizard({});
        QVERIFY(says(window, QStringLiteral("One thing runs at a time")));
        window.session().stop();
        QTRY_VERIFY(!window.session().isBusy());
    }

    void closingDuringAJobCanBeRefused() {
        const test::Home home;
        MainWindow window;
        window.show();
        window.session().start(count);
        answer(QStringLiteral("Keep predicting"));
        QVERIFY(!window.close());
        QVERIFY(window.isVisible());
        QVERIFY(window.session().isBusy());
        window.session().stop();
        QTRY_VERIFY(!window.session().isBusy());
    }

    void closingDuringAJobStopsItAndThenCloses() {
        const test::Home home;
        MainWindow window;
        window.show();
        window.session().start(count);
        answer(QStringLiteral("Stop and close"));
        QVERIFY(!window.close());
        QTRY_VERIFY(!window.isVisible());
        QVERIFY(!window.session().isBusy());
    }

    void sizeAndPlaceAreRemembered() {
        const test::Home home;
        {
            MainWindow window;
            window.show();
            window.resize(1111, 700);
            window.close();
        }
        const MainWindow window;
        QCOMPARE(window.size(), QSize(1111, 700));
    }

    void diagnosticsAreCopied() {
        const test::Home home;
        MainWindow window;
        window.show();
        // Beside a job the self-test would be in the way.
        window.session().start(count);
        QTRY_VERIFY(window.session().isBusy());
        action(window, QStringLiteral("Copy diagnostics"))->trigger();
        QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("Ganoscope")));
        QVERIFY(says(window, QStringLiteral("diagnostics were copied, without the self-test")));
        window.session().stop();
        QTRY_VERIFY(!window.session().isBusy());
        QApplication::clipboard()->clear();
        action(window, QStringLiteral("Copy diagnostics"))->trigger();
        QVERIFY(says(window, QStringLiteral("Trying everything once")));
        QVERIFY(window.isEnabled() && QApplication::clipboard()->text().isEmpty());
    }

    void dialogsOpenAndClose_data() {
        QTest::addColumn<QString>("name");
        for (const auto* name : {"Preferences…", "Keyboard shortcuts", "About Ganoscope"})
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void dialogsOpenAndClose() {
        QFETCH(QString, name);
        const test::Home home;
        MainWindow window;
        window.show();
        action(window, name)->trigger();
        auto* dialog = window.findChild<QDialog*>();
        QTRY_VERIFY(dialog != nullptr && dialog->isVisible());
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(window.findChild<QDialog*>() == nullptr);
    }

    void everyMenuEntryHasAPlaceForItsKeys() {
        const test::Home home;
        const MainWindow window;
        QStringList seen;
        for (const auto* menu : window.menuBar()->actions())
            for (const auto* one : menu->menu()->actions())
                for (const auto& keys : one->shortcuts()) {
                    QVERIFY2(!seen.contains(keys.toString()), qPrintable(keys.toString()));
                    seen << keys.toString();
                }
        QVERIFY(seen.size() > 12);
    }
};

GANO_WINDOW_TEST(TestMainWindow)
#include "tst_main_window.moc"
