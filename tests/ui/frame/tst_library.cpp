// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>
#include <algorithm>

#include "tests/support/test_program.h"
#include "tests/ui/frame/frame_samples.h"
#include "ui/frame/library.h"
#include "ui/frame/preferences.h"
#include "ui/frame/run_cards.h"

using namespace gano;

class TestLibrary : public QObject {
    Q_OBJECT

    static void read(Library& library) {
        QSignalSpy changed(&library, &Library::changed);
        library.refresh();
        QVERIFY(changed.wait(5000));
    }

private Q_SLOTS:
    void aRunIsReadAsACard() {
        const test::Home home;
        const auto card = readRunCard(home.addRun("gold", "stopped", 4));
        QVERIFY(card.has_value());
        QCOMPARE(card->name, QStringLiteral("gold"));
        QVERIFY(card->title.startsWith(QStringLiteral("Segmentation, U-Net")));
        QCOMPARE(card->best, QStringLiteral("Dice 0.540"));
        QCOMPARE(card->epoch, 4);
        QCOMPARE(card->epochs, 10);
        QCOMPARE(resumeText(*card), QStringLiteral("Resume at epoch 5 of 10"));
    }

    void aRunThatNobodyTrainsIsInterrupted() {
        const test::Home home;
        const auto card = readRunCard(home.addRun("killed", "running", 2));
        QCOMPARE(card->state, QStringLiteral("interrupted"));
        QVERIFY(!resumeText(*card).isEmpty());
    }

    void aFinishedRunOffersNoResuming() {
        const test::Home home;
        QVERIFY(resumeText(*readRunCard(home.addRun("whole", "done", 10))).isEmpty());
    }

    void foldersWithoutARunAreNoCards() {
        const test::Home home;
        QVERIFY(!readRunCard(home.path() / "nothing").has_value());
        std::filesystem::create_directories(home.runs() / "broken");
        std::ofstream(home.runs() / "broken" / "run.json") << "{ half";
        QVERIFY(!readRunCard(home.runs() / "broken").has_value());
    }

    void theNewestRunStandsFirst() {
        const test::Home home;
        home.addRun("older", "done", 10);
        QTest::qWait(20);
        home.addRun("newer", "done", 10);
        Library library;
        QVERIFY(!library.isRead());
        read(library);
        QCOMPARE(library.runs().size(), std::size_t(2));
        QCOMPARE(library.runs().front().name, QStringLiteral("newer"));
    }

    void aForgottenRunStaysAwayUntilItIsOpenedAgain() {
        const test::Home home;
        const auto run = home.addRun("gold", "done", 10);
        Library library;
        library.forget(run);
        read(library);
        QVERIFY(library.runs().empty());
        library.remember(run);
        read(library);
        QCOMPARE(library.runs().size(), std::size_t(1));
    }

    void aRunElsewhereIsRemembered() {
        const test::Home home;
        const auto run = home.addRun("gold", "done", 10);
        const auto elsewhere = home.path() / "moved";
        std::filesystem::rename(run, elsewhere);
        Library library;
        library.remember(elsewhere);
        read(library);
        QCOMPARE(library.runs().size(), std::size_t(1));
        QCOMPARE(library.runs().front().folder, elsewhere);
    }

    void modelsAreImportedFilesAndRunsWithACheckpoint() {
        const test::Home home;
        const auto run = home.addRun("gold", "done", 10);
        home.addRun("young", "stopped", 0);
        test::Home::addFile(RunFolder{run}.best());
        Library library;
        const auto imported = library.modelsFolder() / "mine.safetensors";
        test::Home::addFile(imported);
        read(library);
        const auto models = library.models();
        const auto has = [&models](const std::filesystem::path& model) { return std::ranges::find(models, model) != models.end(); };
        QVERIFY(has(imported));
        QVERIFY(has(run));
        QVERIFY(!has(home.runs() / "young"));
        std::filesystem::remove(imported);
    }

    void theSampleImagesAreFound() {
        const Library library;
        QVERIFY(library.samples().has_value());
        QVERIFY(std::filesystem::is_directory(*library.samples() / "precipitates" / "images"));
    }

    void preferencesAreKeptAndFillInWhatAPlanLeavesOpen() {
        const test::Home home;
        Preferences wanted;
        wanted.device = "cpu";
        wanted.threads = 3;
        wanted.theme = look::Theme::Dark;
        wanted.save();
        const auto kept = Preferences::load();
        QVERIFY(kept.theme == look::Theme::Dark);
        auto plan = defaultPlan("segmentation");
        kept.applyTo(plan);
        QCOMPARE(plan.training.device, std::string("cpu"));
        QCOMPARE(plan.training.threads, 3);
        plan.training.threads = 1;
        kept.applyTo(plan);
        QCOMPARE(plan.training.threads, 1);
    }

    void scoresAreNamedAsPeopleNameThem() {
        QCOMPARE(scoreText("dice", 0.9123), QStringLiteral("Dice 0.912"));
        QCOMPARE(scoreText("iou_pooled", 0.5), QStringLiteral("Pooled IoU 0.500"));
        QCOMPARE(scoreText("psnr", 31.25), QStringLiteral("PSNR 31.3 dB"));
        QCOMPARE(scoreText("l1", 0.0213), QStringLiteral("L1 0.0213"));
    }
};

GANO_EVENT_TEST(TestLibrary)
#include "tst_library.moc"
