// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <csignal>
#include <memory>

#include "core/train/metrics_file.h"
#include "core/train/run_folder.h"
#include "tests/support/small_training.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;

/// The real program, started as torchrun would on one machine.
class TestSeveralProcesses : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    fs::path at(const std::string& name) const { return fs::path(folder_.path().toStdString()) / name; }

    struct Company {
        std::vector<std::unique_ptr<QProcess>> processes;
        ~Company() {
            for (auto& process : processes) process->kill(), process->waitForFinished();
        }
        bool wait(int seconds) const {
            bool ended = true;
            for (const auto& process : processes) ended = process->waitForFinished(seconds * 1000) && ended;
            return ended;
        }
        QByteArray said() const {
            QByteArray all;
            for (const auto& process : processes) all += process->readAllStandardError();
            return all;
        }
    };

    /// One process is started without any of the variables.
    static std::unique_ptr<Company> started(int size, const QStringList& arguments) {
        QString port;
        {
            QTcpServer free;
            free.listen(QHostAddress::LocalHost);
            port = QString::number(free.serverPort());
        }
        auto company = std::make_unique<Company>();
        for (int rank = 0; rank < size; ++rank) {
            auto environment = QProcessEnvironment::systemEnvironment();
            const auto set = [&](const char* name, const QString& value) { environment.insert(QString::fromLatin1(name), value); };
            if (size > 1) {
                set("RANK", QString::number(rank));
                set("WORLD_SIZE", QString::number(size));
                set("LOCAL_RANK", QString::number(rank));
                set("LOCAL_WORLD_SIZE", QString::number(size));
                set("MASTER_ADDR", QStringLiteral("127.0.0.1"));
                set("MASTER_PORT", port);
            }
            company->processes.push_back(std::make_unique<QProcess>());
            company->processes.back()->setProcessEnvironment(environment);
            company->processes.back()->start(QStringLiteral(GANOSCOPE_CLI), arguments);
        }
        return company;
    }

    /// 12 images in batches of 4, of which the last has fewer.
    QStringList training(const QString& command, const std::string& run, const QStringList& more) const {
        QStringList list{command, QStringLiteral("--images"), QString::fromStdString(at("images").string()), QStringLiteral("--run"), QString::fromStdString(at(run).string())};
        if (command == QStringLiteral("finetune")) list << QStringLiteral("--task") << QStringLiteral("segmentation") << QStringLiteral("--targets") << QString::fromStdString(at("masks").string());
        const QString common = QStringLiteral("--generator unet_2_44 --base-width 4 --patch-size 48 --crop 32 --batch-size 4 --train-patches 10 --precision float32 --device cpu --threads 1");
        if (!more.contains(QStringLiteral("--learning-rate"))) list << QStringLiteral("--learning-rate") << QStringLiteral("0.001");
        return list + common.split(QLatin1Char(' ')) + more;
    }

    /// Runs to the end; the sentence of what went wrong, or nothing.
    std::string trained(int size, const QString& command, const std::string& run, const QStringList& more) const {
        const auto company = started(size, training(command, run, more));
        if (!company->wait(120)) return "They did not end.";
        for (const auto& process : company->processes)
            if (process->exitCode() != 0) return company->said().toStdString();
        return {};
    }

    void compareCurves(const std::string& expected, const std::string& found, double tolerance) const {
        const auto one = gano::readMetrics(at(expected) / "metrics.csv"), many = gano::readMetrics(at(found) / "metrics.csv");
        QCOMPARE(many.epochs, one.epochs);
        QVERIFY(one.columns.size() > 2);
        for (std::size_t c = 0; c < one.columns.size(); ++c) {
            QCOMPARE(many.columns[c], one.columns[c]);
            const auto a = one.column(one.columns[c]), b = many.column(one.columns[c]);
            for (std::size_t i = 0; i < a.size(); ++i) {
                // Scores come of thresholds and, with batch norm, of lagging means, to which rounding matters more.
                const double allowed = one.columns[c].starts_with("train_") ? tolerance : 20 * tolerance;
                QVERIFY2(std::abs(a[i] - b[i]) <= allowed * std::max(1.0, std::abs(a[i])),
                         (one.columns[c] + ", epoch " + std::to_string(one.epochs[i]) + ": " + std::to_string(a[i]) + " and " + std::to_string(b[i])).c_str());
            }
        }
    }

    /// Waits until the run has a checkpoint of this epoch at least.
    void waitForEpoch(const std::string& run, int epoch) const {
        const gano::RunFolder folder{at(run)};
        QTRY_VERIFY_WITH_TIMEOUT(!folder.lastCheckpoints().empty() && folder.lastCheckpoints().front().filename().string() >= "last-0000" + std::to_string(epoch), 60000);
    }

private Q_SLOTS:
    void initTestCase() {
        if (!GANOSCOPE_SEVERAL_PROCESSES) QSKIP("This LibTorch trains in one process only.");
        gano::test::writeDisks(at("images"), at("masks"), 14, 48);
    }

    void theCurvesAreThoseOfOneProcess_data() {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<QList<int>>("sizes");
        const auto options = [](const char* text) { return QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts); };
        QTest::newRow("batch norm") << QStringLiteral("finetune") << options("--norm batch --epochs 3") << QList<int>{2, 4};
        QTest::newRow("instance norm") << QStringLiteral("finetune") << options("--norm instance --epochs 3 --moving-average 0.9") << QList<int>{2, 4};
        // Slowly: Adam makes whole steps of gradients that are only rounding, and two networks against each other amplify them.
        QTest::newRow("pretraining") << QStringLiteral("pretrain") << options("--epochs 2 --learning-rate 0.00001") << QList<int>{3};
        QTest::newRow("pretraining without a discriminator") << QStringLiteral("pretrain") << options("--epochs 2 --adversarial-loss none") << QList<int>{2};
    }
    void theCurvesAreThoseOfOneProcess() {
        QFETCH(QString, command);
        QFETCH(QStringList, more);
        QFETCH(QList<int>, sizes);
        const std::string name = std::string(QTest::currentDataTag()) + " ";
        QCOMPARE(trained(1, command, name + "1", more), std::string());
        for (const int size : sizes) {
            const auto run = name + std::to_string(size);
            QCOMPARE(trained(size, command, run, more), std::string());
            compareCurves(name + "1", run, 1e-3);
            // The folder holds what one process leaves, nothing twice and nothing half.
            for (const auto* kept : {"report.html", "split.json", "preflight.json", "profile.json", "previews/epoch_00001.png", "checkpoints/best.safetensors"}) QVERIFY(fs::exists(at(run) / kept));
            QCOMPARE(gano::readRun(at(run)).status.state, std::string("done"));
            QCOMPARE(gano::RunFolder{at(run)}.lastCheckpoints().size(), std::size_t{2});
        }
    }

    void allTakeTheSameAutomaticBatch() {
        QCOMPARE(trained(2, QStringLiteral("finetune"), "automatic", {QStringLiteral("--epochs"), QStringLiteral("2"), QStringLiteral("--batch-size"), QStringLiteral("auto")}), std::string());
        const auto run = gano::readRun(at("automatic"));
        QCOMPARE(run.status.state, std::string("done"));
        QVERIFY(run.batchBytes && run.plan.training.batchSize > 2 && run.plan.training.batchSize % 2 == 0);
        const auto same = QString::number(run.plan.training.batchSize);
        QCOMPARE(trained(1, QStringLiteral("finetune"), "given", {QStringLiteral("--epochs"), QStringLiteral("2"), QStringLiteral("--batch-size"), same}), std::string());
        compareCurves("given", "automatic", 1e-3);
    }

    void aLostProcessEndsTheOthersAndTheRunGoesOnInOne() {
        const auto company = started(3, training(QStringLiteral("finetune"), "lost", {QStringLiteral("--epochs"), QStringLiteral("9")}));
        waitForEpoch("lost", 2);
        QElapsedTimer timer;
        timer.start();
        ::kill(static_cast<pid_t>(company->processes[1]->processId()), SIGKILL);
        QVERIFY(company->wait(30));
        QVERIFY2(timer.elapsed() < 20000, std::to_string(timer.elapsed()).c_str());
        QCOMPARE(company->processes[0]->exitCode(), 1);
        QVERIFY(company->said().contains("Another of the 3 processes is lost"));
        QCOMPARE(gano::readRun(at("lost")).status.state, std::string("failed"));
        QVERIFY(!gano::RunFolder{at("lost")}.lastCheckpoints().empty());
        const auto resumed = started(1, {QStringLiteral("resume"), QStringLiteral("--run"), QString::fromStdString(at("lost").string())});
        QVERIFY(resumed->wait(60));
        QCOMPARE(resumed->processes[0]->exitCode(), 0);
        QCOMPARE(gano::readMetrics(at("lost") / "metrics.csv").epochs.size(), std::size_t{9});
    }

    void theFirstOneLostEndsTheOthers() {
        const auto company = started(2, training(QStringLiteral("finetune"), "first lost", {QStringLiteral("--epochs"), QStringLiteral("9")}));
        waitForEpoch("first lost", 1);
        ::kill(static_cast<pid_t>(company->processes[0]->processId()), SIGKILL);
        QVERIFY(company->wait(30));
        QCOMPARE(company->processes[1]->exitCode(), 1);
        QVERIFY(company->said().contains("The other of the 2 processes is lost"));
    }

    void aStopRequestToAnyStopsAllAndSeveralGoOn() {
        const auto company = started(2, training(QStringLiteral("finetune"), "stopped", {QStringLiteral("--epochs"), QStringLiteral("5")}));
        waitForEpoch("stopped", 1);
        ::kill(static_cast<pid_t>(company->processes[1]->processId()), SIGINT);
        QVERIFY(company->wait(60));
        for (const auto& process : company->processes) QCOMPARE(process->exitCode(), 3);
        QCOMPARE(gano::readRun(at("stopped")).status.state, std::string("stopped"));
        const auto resumed = started(2, {QStringLiteral("resume"), QStringLiteral("--run"), QString::fromStdString(at("stopped").string())});
        QVERIFY(resumed->wait(60));
        for (const auto& process : resumed->processes) QCOMPARE(process->exitCode(), 0);
        QCOMPARE(trained(1, QStringLiteral("finetune"), "never stopped", {QStringLiteral("--epochs"), QStringLiteral("5")}), std::string());
        compareCurves("never stopped", "stopped", 1e-2);
    }

    void allSayWhyTheyCannotBegin() {
        // A folder that holds a run, and a batch that is too small to be shared.
        const auto again = started(2, training(QStringLiteral("finetune"), "stopped", {}));
        QVERIFY(again->wait(60));
        for (const auto& process : again->processes) QCOMPARE(process->exitCode(), 1);
        QCOMPARE(again->said().count("already holds a run"), 2);
        const auto small = started(3, training(QStringLiteral("finetune"), "small", {QStringLiteral("--batch-size"), QStringLiteral("2")}));
        QVERIFY(small->wait(60));
        QVERIFY(small->said().contains("A batch of 2 images cannot be shared by 3 processes"));
        for (const auto& process : small->processes) QVERIFY(process->exitCode() != 0);
    }
};

GANO_EVENT_TEST(TestSeveralProcesses)
#include "tst_several_processes.moc"
