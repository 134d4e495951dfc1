// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <algorithm>

#include "tests/support/test_program.h"
#include "tests/ui/frame/frame_samples.h"
#include "tests/ui/study/study_samples.h"
#include "ui/frame/library.h"
#include "ui/frame/main_window.h"
#include "ui/frame/run_cards.h"
#include "ui/run/run_page.h"
#include "ui/study/study_page.h"
#include "ui/style/look.h"

using namespace gano;

class TestStudies : public QObject {
    Q_OBJECT

    static double dice(const StudyCell& cell) { return cell.start == "scratch" ? 0.6 : 0.8; }
    static bool lists(const Library& library, const std::filesystem::path& folder) {
        const auto runs = library.runs();
        return std::ranges::any_of(runs, [&](const RunCard& card) { return card.folder == folder; });
    }

private Q_SLOTS:
    void initTestCase() { look::apply(*qApp, look::Theme::Light); }

    void aStudyIsOneCardThatCountsItsTrainings() {
        const test::Home home;
        const auto made = test::makeStudyFolder(home.runs() / "axons", test::madeStudy(2), 3, dice);
        const auto card = readRunCard(made.root);
        QVERIFY(card && card->study);
        QCOMPARE(card->name, QStringLiteral("axons"));
        QCOMPARE(card->title, QStringLiteral("Study: Does pretraining help?"));
        QCOMPARE(card->epoch, 3);
        QCOMPARE(card->epochs, 5);
        QCOMPARE(card->state, QStringLiteral("stopped"));
        QCOMPARE(resumeText(*card), QStringLiteral("Go on with the study"));
        const auto cards = readRunCards({}, home.runs());
        QCOMPARE(cards.size(), std::size_t(1));  // Its trainings are not listed beside it.
        const auto whole = test::makeStudyFolder(home.runs() / "whole", test::madeStudy(1), 100, dice);
        QCOMPARE(readRunCard(whole.root)->state, QStringLiteral("done"));
        QVERIFY(resumeText(*readRunCard(whole.root)).isEmpty());
    }

    void openingAStudysFolderLeadsToItsPageAndFromThereToItsTrainings() {
        const test::Home home;
        const auto made = test::makeStudyFolder(home.path() / "elsewhere" / "axons", test::madeStudy(1), 100, dice);
        const auto cell = made.cell(cellsOf(readStudy(made.root).study).back().name);
        MainWindow window;
        window.show();
        window.openPath(made.root);
        QCOMPARE(window.page(), MainWindow::StudyPlace);
        QCOMPARE(window.studyPage().study(), made.root);
        QCOMPARE(window.windowTitle(), QStringLiteral("axons – Ganoscope"));
        QTRY_VERIFY(lists(window.library(), made.root));
        Q_EMIT window.studyPage().runRequested(cell);
        QCOMPARE(window.page(), MainWindow::TrainPlace);
        QCOMPARE(window.runPage().run(), cell);
        QSignalSpy changed(&window.library(), &Library::changed);
        window.library().refresh();
        QVERIFY(changed.wait(5000));
        QVERIFY(!lists(window.library(), cell));
    }
};

GANO_WINDOW_TEST(TestStudies)
#include "tst_studies.moc"
