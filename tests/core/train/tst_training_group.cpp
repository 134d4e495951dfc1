// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Starts itself several times: with a scene's name as argument this program is one of the processes of that scene.
#include <torch/optim/sgd.h>
#include <torch/types.h>

#include <QCoreApplication>
#include <QProcess>
#include <QTcpServer>
#include <QTest>
#include <chrono>
#include <memory>
#include <thread>

#include "core/train/steps_torch.h"
#include "models/weights_file.h"
#include "tests/support/test_program.h"

namespace {

using namespace std::chrono_literals;

constexpr int steps = 3;

at::Tensor samples(std::int64_t count, std::uint64_t step) {
    return at::sin(at::arange(count * 16 * 16, at::kFloat) * 0.37 + static_cast<double>(step)).view({count, 1, 16, 16});
}

/// The weights after some steps on batches of `batch`, of which this process has a part; `piece` sees every piece begin.
std::vector<float> learned(const std::string& norm, const std::string& loss, std::int64_t batch, gano::GradientSharing* sharing, const gano::Processes& processes,
                           int microBatch, const std::function<void(int)>& piece) {
    const auto network = gano::makeGenerator({"unet_2_44", 1, 1, 4, norm});
    // Other weights in every process: sharing begins with those of the first.
    gano::initialise(*network, "kaiming", 1 + static_cast<std::uint64_t>(processes.rank));
    if (sharing != nullptr) sharing->share(*network);
    torch::optim::SGD optimiser(network->parameters(), torch::optim::SGDOptions(0.05));
    const auto measure = gano::makeLoss(loss);
    gano::MemoryPatience memory(microBatch, [](const std::string&) {});
    network->train();
    for (int step = 0; step < steps; ++step) {
        const auto share = gano::shareOfBatch(batch, processes);
        const auto all = samples(batch, static_cast<std::uint64_t>(step));
        const auto mine = all.narrow(0, share.count > 0 ? share.first : 0, std::max<std::int64_t>(1, share.count));
        if (sharing != nullptr) sharing->beginBatch(batch);
        memory.share(sharing);
        const gano::BatchSumsScope sums(sharing);
        memory.run(mine.size(0), [&] { optimiser.zero_grad(); }, [&](std::int64_t start, std::int64_t count, double part) {
            const auto x = mine.narrow(0, start, count);
            const auto output = network->forward(x);
            piece(step);
            (measure(output, (x > 0).to(at::kFloat)) * part).backward();
        });
        memory.share(nullptr);
        optimiser.step();
    }
    std::vector<float> numbers;
    for (const auto& [name, tensor] : gano::namedTensors(*network, "")) {
        // A bias before a normalisation has no effect; its gradient is rounding.
        if (norm != "none" && (name.ends_with("conv1.bias") || name.ends_with("conv2.bias"))) continue;
        const auto flat = tensor.detach().to(at::kFloat).contiguous();
        numbers.insert(numbers.end(), flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
    }
    return numbers;
}

/// What one process of a scene does; its answer is printed.
std::string played(const QStringList& scene, const gano::Processes& processes) {
    const auto group = gano::TrainingGroup::join(processes, at::kCPU);
    const auto name = scene[0].toStdString();
    if (name == "learn" || name == "memory") {
        gano::GradientSharing sharing(*group);
        bool full = name == "memory" && processes.rank == 1;
        const auto numbers = learned(scene[1].toStdString(), scene[2].toStdString(), scene[3].toInt(), &sharing, processes, scene[4].toInt(), [&](int step) {
            if (step != 1 || !full) return;
            full = false;
            throw std::bad_alloc();
        });
        std::string text;
        for (const auto number : numbers) text += std::to_string(number) + " ";
        return text;
    }
    if (name == "failure") {
        if (processes.rank == 1) {
            group->leave("The disk is full.");
            return "left";
        }
        try {
            gano::RunControl control;
            for (;;) group->proceed(control);
        } catch (const gano::Error& failure) {
            return failure.what();
        }
    }
    if (name == "alone") {
        gano::RunControl control;
        if (processes.rank == 1) control.requestStop();
        const bool goOn = group->alone(control, [&] {
            for (int i = 0; i < 500 && !control.stopRequested(); ++i) std::this_thread::sleep_for(10ms);
            return !control.stopRequested();
        });
        return goOn ? "goes on" : "stops";
    }
    if (name == "different") {
        try {
            group->requireSame(processes.rank == 2 ? "b" : "a", "They differ.");
        } catch (const gano::Error& failure) {
            return failure.what();
        }
    }
    return "?";
}

}  // namespace

class TestTrainingGroup : public QObject {
    Q_OBJECT

    /// What the processes of a scene answered.
    static QStringList answers(int size, const QStringList& scene) {
        int port = 0;
        {
            QTcpServer free;
            free.listen(QHostAddress::LocalHost);
            port = free.serverPort();
        }
        std::vector<std::unique_ptr<QProcess>> processes;
        for (int rank = 0; rank < size; ++rank) {
            processes.push_back(std::make_unique<QProcess>());
            processes.back()->start(QCoreApplication::applicationFilePath(), QStringList{QStringLiteral("training_group"), QStringLiteral("--play"), QString::number(rank), QString::number(size), QString::number(port)} + scene);
        }
        QStringList said;
        for (auto& process : processes) {
            if (!process->waitForFinished(60000)) process->kill();
            said << QString::fromUtf8(process->readAllStandardOutput()).trimmed();
            if (process->exitCode() != 0) qWarning() << process->readAllStandardError();
        }
        return said;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!GANOSCOPE_SEVERAL_PROCESSES) QSKIP("This LibTorch trains in one process only.");
    }

    void theGradientsAreThoseOfTheWholeBatch_data() {
        QTest::addColumn<int>("processes");
        QTest::addColumn<QString>("norm");
        QTest::addColumn<QString>("loss");
        QTest::addColumn<int>("batch");
        QTest::addColumn<int>("microBatch");
        const auto row = [](const char* title, int processes, const char* norm, const char* loss, int batch, int microBatch) {
            QTest::newRow(title) << processes << QString::fromLatin1(norm) << QString::fromLatin1(loss) << batch << microBatch;
        };
        row("batch norm", 2, "batch", "bce", 4, 0);
        row("batch norm, unequal shares", 3, "batch", "bce", 4, 0);
        row("batch norm, more processes than images", 3, "batch", "bce", 2, 0);
        row("instance norm, more processes than images", 3, "instance", "bce", 2, 0);
        row("instance norm, in pieces", 2, "instance", "bce", 5, 1);
        row("dice", 2, "group", "dice", 3, 0);
        row("dice and cross entropy, with batch norm", 3, "batch", "bce-dice", 5, 0);
    }
    void theGradientsAreThoseOfTheWholeBatch() {
        QFETCH(int, processes);
        QFETCH(QString, norm);
        QFETCH(QString, loss);
        QFETCH(int, batch);
        QFETCH(int, microBatch);
        const auto alone = learned(norm.toStdString(), loss.toStdString(), batch, nullptr, {}, 0, [](int) {});
        const auto said = answers(processes, {QStringLiteral("learn"), norm, loss, QString::number(batch), QString::number(microBatch)});
        for (const auto& text : said) compare(text, alone);
    }

    void whereOneRunsOutOfMemoryAllHalveTheirPieces() {
        const auto alone = learned("instance", "bce", 6, nullptr, {}, 0, [](int) {});
        const auto said = answers(3, {QStringLiteral("memory"), QStringLiteral("instance"), QStringLiteral("bce"), QStringLiteral("6"), QStringLiteral("0")});
        for (const auto& text : said) compare(text, alone);
    }

    void aFailureOfOneIsTheSentenceOfAll() {
        const auto said = answers(3, {QStringLiteral("failure")});
        QCOMPARE(said[1], QStringLiteral("left"));
        for (const int rank : {0, 2}) QCOMPARE(said[rank], QStringLiteral("Process 2 of 3 failed: The disk is full."));
    }

    void aStopReachesTheFirstWhileItWorksAlone() { QCOMPARE(answers(2, {QStringLiteral("alone")}), (QStringList{QStringLiteral("stops"), QStringLiteral("stops")})); }

    void whatHasToBeEqualIs() {
        for (const auto& text : answers(3, {QStringLiteral("different")})) QCOMPARE(text, QStringLiteral("They differ."));
    }

private:
    static void compare(const QString& text, const std::vector<float>& expected) {
        const auto numbers = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        QCOMPARE(numbers.size(), static_cast<qsizetype>(expected.size()));
        double largest = 0;
        for (qsizetype i = 0; i < numbers.size(); ++i) largest = std::max(largest, std::abs(numbers[i].toDouble() - static_cast<double>(expected[static_cast<std::size_t>(i)])));
        QVERIFY2(largest < 1e-4, std::to_string(largest).c_str());
    }
};

/// Without `--play` the tests; with it one of the processes that they start.
static int testOrPlay(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    const auto given = QCoreApplication::arguments();
    if (given.size() < 6 || given[1] != QStringLiteral("--play")) {
        TestTrainingGroup test;
        return QTest::qExec(&test, argc, argv);
    }
    at::set_num_threads(1);
    gano::Processes processes;
    processes.rank = given[2].toInt();
    processes.localRank = processes.rank;
    processes.size = processes.localSize = given[3].toInt();
    processes.masterAddress = "127.0.0.1";
    processes.masterPort = given[4].toInt();
    try {
        std::printf("%s\n", played(given.mid(5), processes).c_str());
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
    return 0;
}
static const test_program::Part partTrainingGroup(__FILE__, testOrPlay);
#include "tst_training_group.moc"
