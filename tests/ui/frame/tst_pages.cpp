// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/test_program.h"
#include "tests/ui/frame/frame_samples.h"
#include "ui/frame/big_action.h"
#include "ui/frame/drop_page.h"
#include "ui/frame/home_page.h"
#include "ui/frame/machine.h"
#include "ui/frame/models_page.h"
#include "ui/frame/rail.h"
#include "ui/frame/run_row.h"
#include "ui/style/look.h"
#include "ui/style/message_bar.h"

using namespace gano;

Q_DECLARE_METATYPE(std::filesystem::path)

class TestPages : public QObject {
    Q_OBJECT

    static bool says(const QWidget& page, const QString& part) {
        for (const auto* label : page.findChildren<QLabel*>())
            if (label->isVisibleTo(&page) && label->text().contains(part)) return true;
        return false;
    }
    template <class Button>
    static Button* button(const QWidget& page, const QString& text) {
        for (auto* one : page.findChildren<Button*>())
            if (one->isVisibleTo(&page) && one->text() == text) return one;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() {
        qRegisterMetaType<std::filesystem::path>("std::filesystem::path");
        look::apply(*qApp, look::Theme::Light);
    }

    void homeWithoutRunsOffersTheSamples() {
        const test::Home home;
        Library library;
        HomePage page(library);
        page.resize(1200, 700);
        page.show();
        library.refresh();
        QTRY_VERIFY(says(page, QStringLiteral("Trainings will be listed here")));
        QSignalSpy asked(&page, &HomePage::samplesRequested);
        QTest::mouseClick(button<BigAction>(page, QStringLiteral("Try with sample images")), Qt::LeftButton);
        QTest::mouseClick(button<QPushButton>(page, QStringLiteral("Try with sample images")), Qt::LeftButton);
        QCOMPARE(asked.count(), 2);
    }

    void aStoppedRunCanBeResumedFromItsCard() {
        const test::Home home;
        const auto run = home.addRun("gold", "stopped", 4);
        Library library;
        HomePage page(library);
        page.resize(1200, 700);
        page.show();
        library.refresh();
        QTRY_VERIFY(button<QPushButton>(page, QStringLiteral("Resume at epoch 5 of 10")));
        QVERIFY(says(page, QStringLiteral("Stopped after epoch 4 of 10")));
        QSignalSpy resumed(&page, &HomePage::resumeRequested);
        QSignalSpy opened(&page, &HomePage::openRequested);
        QTest::mouseClick(button<QPushButton>(page, QStringLiteral("Resume at epoch 5 of 10")), Qt::LeftButton);
        QCOMPARE(resumed.front().front().value<std::filesystem::path>(), run);
        QCOMPARE(opened.count(), 0);
        QTest::keyClick(page.findChild<RunRow*>(), Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
    }

    void aNarrowWindowShortensWhatTheCardsSay() {
        const test::Home home;
        home.addRun("gold", "stopped", 4);
        Library library;
        HomePage page(library);
        page.resize(850, 600);
        page.show();
        library.refresh();
        QTRY_VERIFY(button<QPushButton>(page, QStringLiteral("Resume")));
        const auto* row = page.findChild<RunRow*>();
        const auto* resume = button<QPushButton>(page, QStringLiteral("Resume"));
        QVERIFY(resume->width() >= resume->sizeHint().width());
        QVERIFY(row->rect().contains(QRect(resume->mapTo(row, QPoint()), resume->size())));
    }

    void nothingCanBeResumedWhileAnotherJobRuns() {
        const test::Home home;
        home.addRun("gold", "stopped", 4);
        Library library;
        HomePage page(library);
        page.resize(1200, 700);
        page.show();
        page.setBusy(true);
        library.refresh();
        QTRY_VERIFY(button<QPushButton>(page, QStringLiteral("Resume at epoch 5 of 10")));
        QVERIFY(!button<QPushButton>(page, QStringLiteral("Resume at epoch 5 of 10"))->isEnabled());
    }

    void anInterruptedTrainingIsOfferedAtTheStart() {
        const test::Home home;
        const auto run = home.addRun("gold", "running", 4);
        Library library;
        HomePage page(library);
        page.resize(1200, 700);
        page.show();
        library.refresh();
        auto* banner = page.findChild<MessageBar*>();
        QTRY_VERIFY(banner->isVisible());
        QVERIFY(banner->sentence().contains(QStringLiteral("“gold” was interrupted at epoch 5 of 10")));
        QSignalSpy resumed(&page, &HomePage::resumeRequested);
        button<QPushButton>(*banner, QStringLiteral("Resume"))->click();
        QCOMPARE(resumed.front().front().value<std::filesystem::path>(), run);
        QVERIFY(!banner->isVisible());
    }

    void aFolderWithMasksIsTakenForPairs() {
        const test::Home home;
        const auto folder = home.path() / "particles";
        for (const auto* name : {"a.png", "b.png"}) {
            test::Home::addFile(folder / "Images" / name);
            test::Home::addFile(folder / "masks" / name);
        }
        const auto found = lookInto(folder);
        QCOMPARE(found.images, folder / "Images");
        QCOMPARE(found.targets, folder / "masks");
        QCOMPARE(found.imageCount, std::size_t(2));
        QCOMPARE(found.targetCount, std::size_t(2));
    }

    void aDroppedFolderIsAskedAboutInThePage() {
        const test::Home home;
        const auto folder = home.path() / "particles";
        for (const auto* name : {"a.tif", "b.tif", "notes.txt"}) test::Home::addFile(folder / name);
        DropPage page;
        page.resize(800, 600);
        page.show();
        page.ask(folder);
        QVERIFY(says(page, QStringLiteral("What is “particles” for?")));
        QTRY_VERIFY(says(page, QStringLiteral("2 images.")));
        QSignalSpy pretrain(&page, &DropPage::pretrainRequested);
        QSignalSpy predict(&page, &DropPage::predictRequested);
        for (auto* action : page.findChildren<BigAction*>()) {
            QVERIFY(action->height() >= action->heightForWidth(action->width()));
            action->click();
        }
        QCOMPARE(pretrain.front().front().value<std::filesystem::path>(), folder);
        QCOMPARE(predict.count(), 1);
    }

    void aModelThatCannotBeReadSaysWhy() {
        const test::Home home;
        const auto run = home.addRun("gold", "done", 10);
        test::Home::addFile(RunFolder{run}.best());
        Library library;
        ModelsPage page(library);
        page.resize(1000, 600);
        page.show();
        library.refresh();
        const auto* list = page.findChild<QListWidget*>();
        QTRY_VERIFY(list->count() > 0);
        page.select(run);
        QTRY_VERIFY(says(page, QStringLiteral("best.safetensors")));
    }

    void aRunRenamedOnTheModelsPageKeepsItsPlace() {
        const test::Home home;
        const auto run = home.addRun("gold", "done", 10);
        test::Home::addFile(RunFolder{run}.best());
        Library library;
        ModelsPage page(library);
        page.show();
        library.refresh();
        auto* list = page.findChild<QListWidget*>();
        QTRY_VERIFY(list->count() > 0);
        page.select(run);
        list->currentItem()->setText(QStringLiteral("silver"));
        QVERIFY(isRun(home.runs() / "silver"));
        QTRY_COMPARE(library.runs().front().name, QStringLiteral("silver"));
    }

    void aNameThatIsTakenIsRefusedInASentence() {
        const test::Home home;
        for (const auto* name : {"gold", "silver"}) test::Home::addFile(RunFolder{home.addRun(name, "done", 10)}.best());
        Library library;
        ModelsPage page(library);
        page.show();
        library.refresh();
        auto* list = page.findChild<QListWidget*>();
        QTRY_VERIFY(list->count() > 0);
        page.select(home.runs() / "gold");
        list->currentItem()->setText(QStringLiteral("silver"));
        QVERIFY(page.findChild<MessageBar*>()->sentence().contains(QStringLiteral("already a model called “silver”")));
        QCOMPARE(list->currentItem()->text(), QStringLiteral("gold"));
    }

    void aFileOfAnotherProgramIsNotImported() {
        const test::Home home;
        const auto file = home.path() / "other.safetensors";
        test::Home::addFile(file);
        Library library;
        ModelsPage page(library);
        page.show();
        page.import(file);
        auto* message = page.findChild<MessageBar*>();
        QTRY_VERIFY(message->isVisible());
        QVERIFY(message->sentence().contains(QStringLiteral("other.safetensors")));
        QVERIFY(!std::filesystem::exists(library.modelsFolder() / "other.safetensors"));
    }

    void theDeviceSaysWhyItWasChosen() {
        const MachineFacts machine{{{"cpu", "Processor, 8 threads"}}, "LibTorch 1.13.1", {}, "No NVIDIA driver is installed."};
        QCOMPARE(deviceName(machine, "auto", 4), QStringLiteral("Processor, 4 threads"));
        QVERIFY(deviceReason(machine, "auto").contains(QStringLiteral("on the processor. No NVIDIA driver is installed.")));
        QVERIFY(diagnosticsText(machine).contains(QStringLiteral("No NVIDIA driver is installed.")));
        QVERIFY(deviceReason(machine, "cuda:0").contains(QStringLiteral("(cuda:0) is not there")));
        const MachineFacts both{{{"cuda:0", "NVIDIA GPU 0"}, {"cpu", "Processor"}}, "LibTorch", "Slow."};
        QCOMPARE(deviceName(both, "auto", 0), QStringLiteral("NVIDIA GPU 0"));
        QVERIFY(deviceReason(both, "cpu").contains(QStringLiteral("as set in the preferences")));
        QVERIFY(diagnosticsText(both).contains(QStringLiteral("Linear algebra: Slow.")));
    }

    void theRailShowsProgressAndTellsWhatWasChosen() {
        Rail rail;
        rail.add(0, QStringLiteral("home"), QStringLiteral("Home"));
        auto* train = rail.add(1, QStringLiteral("train"), QStringLiteral("Train"));
        rail.show();
        QSignalSpy chosen(&rail, &Rail::chosen);
        QTest::mouseClick(train, Qt::LeftButton);
        QCOMPARE(chosen.front().front().toInt(), 1);
        train->setProgress(0.42);
        QCOMPARE(train->accessibleDescription(), QStringLiteral("42 % done"));
        rail.setCurrent(0);
        QVERIFY(!train->isChecked());
    }
};

GANO_WINDOW_TEST(TestPages)
#include "tst_pages.moc"
