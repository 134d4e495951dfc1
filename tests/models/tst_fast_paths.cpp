// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/types.h>
#include <torch/utils.h>

#include <QTest>
#include <atomic>
#include <cmath>
#include <thread>

#include "core/base/error.h"
#include "models/buffer_cache.h"
#include "models/fast_conv_torch.h"
#include "models/fast_paths.h"
#include "models/network.h"
#include "models/precision.h"
#include "tests/support/test_program.h"

/// A fast way of computing gives the numbers of the plain way, up to rounding, for every generator.
class TestFastPaths : public QObject {
    Q_OBJECT

    struct Step {
        torch::Tensor output;
        std::vector<torch::Tensor> gradients, buffers;
    };

    static std::shared_ptr<gano::ImageNetwork> network(const QByteArray& id, const std::string& norm, int baseWidth = 5) {
        auto made = gano::makeGenerator({.id = id.toStdString(), .inChannels = 1, .outChannels = 2, .baseWidth = baseWidth, .norm = norm});
        gano::initialise(*made, "kaiming", 3);
        return made;
    }
    static torch::Tensor images(std::int64_t count, std::int64_t height, std::int64_t width) {
        torch::manual_seed(11);
        return torch::rand({count, 1, height, width});
    }
    static Step trainingStep(const QByteArray& id, const std::string& norm, bool fast) {
        gano::fastPaths().coarseConvolutions = fast;
        gano::fastPaths().winograd = false;
        return trainingStep(network(id, norm));
    }
    static Step trainingStep(const std::shared_ptr<gano::ImageNetwork>& net, torch::ScalarType type = torch::kFloat) {
        Step step;
        step.output = net->forward(images(2, 64, 96).to(type));
        (step.output.square().mean() + step.output.abs().sum() * 0.01).backward();
        for (const auto& p : net->parameters()) step.gradients.push_back(p.grad());
        for (const auto& b : net->buffers()) step.buffers.push_back(b);
        return step;
    }
    static void rowsOfAllButTheWidest() {
        QTest::addColumn<QByteArray>("id");
        for (const auto& row : gano::generatorRows())
            if (!row.id.ends_with("w40") && !row.id.ends_with("w48")) QTest::newRow(row.id.c_str()) << QByteArray::fromStdString(row.id);
    }
    /// Of all gradients together: the length of the difference as a part of the length.
    static double gradientError(const Step& step, const Step& exact) {
        double apart = 0, all = 0;
        for (std::size_t i = 0; i < exact.gradients.size(); ++i) {
            apart += (step.gradients[i] - exact.gradients[i]).square().sum().item<double>();
            all += exact.gradients[i].square().sum().item<double>();
        }
        return std::sqrt(apart / all);
    }
    /// The largest difference as a part of the largest value.
    static double difference(const torch::Tensor& a, const torch::Tensor& b) {
        return (a - b).abs().max().item<double>() / std::max(1e-12, b.abs().max().item<double>());
    }

private Q_SLOTS:
    void initTestCase() { gano::wantWinograd(true); }
    void cleanup() { gano::fastPaths() = {}; }

    void convolvingBeforeEnlargingGivesTheSameStep_data() {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QByteArray>("norm");
        for (const auto& row : gano::generatorRows())
            if (row.hasWidth)
                for (const auto* norm : {"batch", "instance", "none"})
                    QTest::addRow("%s, %s", row.id.c_str(), norm) << QByteArray::fromStdString(row.id) << QByteArray(norm);
    }
    void convolvingBeforeEnlargingGivesTheSameStep() {
        QFETCH(QByteArray, id);
        QFETCH(QByteArray, norm);
        const auto fast = trainingStep(id, norm.toStdString(), true), plain = trainingStep(id, norm.toStdString(), false);
        QVERIFY2(difference(fast.output, plain.output) < 1e-5, qPrintable(QString::number(difference(fast.output, plain.output))));
        double largest = 0;
        for (const auto& g : plain.gradients) largest = std::max(largest, g.abs().max().item<double>());
        for (std::size_t i = 0; i < plain.gradients.size(); ++i) {
            const double apart = (fast.gradients[i] - plain.gradients[i]).abs().max().item<double>() / largest;
            QVERIFY2(apart < 1e-4, qPrintable(QStringLiteral("gradient %1: %2").arg(i).arg(apart)));
        }
        for (std::size_t i = 0; i < plain.buffers.size(); ++i)
            QVERIFY(torch::allclose(fast.buffers[i].to(torch::kDouble), plain.buffers[i].to(torch::kDouble), 1e-3, 1e-5));
    }

    void convolvingBeforeEnlargingIsExactInDoublePrecision() {
        // Rounding is out of the way, so that any difference would be one of the arithmetic; this also is the path of devices.
        const auto x = images(2, 32, 48).to(torch::kDouble);
        for (const auto* id : {"unet_2_44", "unet_4_424"}) {
            std::vector<torch::Tensor> outputs, gradients;
            for (const bool fast : {true, false}) {
                gano::fastPaths().coarseConvolutions = fast;
                const auto net = network(id, "batch");
                net->to(torch::kDouble);
                outputs.push_back(net->forward(x));
                outputs.back().square().sum().backward();
                gradients.push_back(net->parameters().front().grad());
            }
            QVERIFY(difference(outputs[0], outputs[1]) < 1e-12);
            QVERIFY(difference(gradients[0], gradients[1]) < 1e-11);
        }
    }

    void fewerProductsGiveTheSameStep_data() { rowsOfAllButTheWidest(); }
    void fewerProductsGiveTheSameStep() {
        QFETCH(QByteArray, id);
        const auto step = [&](bool fewer, torch::ScalarType type) {
            gano::fastPaths().winograd = fewer;
            const auto net = network(id, "batch", 16);
            net->to(type);
            return trainingStep(net, type);
        };
        const auto exact = step(false, torch::kDouble), plain = step(false, torch::kFloat), fast = step(true, torch::kFloat);
        if (gano::computesWinograd()) QVERIFY(!torch::equal(fast.output, plain.output));
        QVERIFY2(difference(fast.output, exact.output) < 1e-3, qPrintable(QString::number(difference(fast.output, exact.output))));
        // Many layers that were never trained amplify any rounding, that of the plain way as well.
        const double most = std::max(5e-3, 20 * gradientError(plain, exact));
        QVERIFY2(gradientError(fast, exact) < most, qPrintable(QStringLiteral("%1, the plain way %2").arg(gradientError(fast, exact)).arg(gradientError(plain, exact))));
    }

    void channelsSideBySideGiveTheSameStep() {
        // Whatever this processor would choose, so that the layout is tried on every machine.
        for (const auto* id : {"unet_2_44", "unet_4_424", "hrnet_w18_small_v1"}) {
            std::vector<torch::Tensor> outputs, gradients;
            for (const bool sideBySide : {true, false}) {
                const auto net = network(id, "batch");
                if (sideBySide)
                    for (auto& weight : net->parameters())
                        if (weight.dim() == 4) weight.set_data(weight.contiguous(torch::MemoryFormat::ChannelsLast));
                outputs.push_back(net->forward(images(2, 64, 96)));
                outputs.back().square().mean().backward();
                gradients.push_back(net->parameters()[2].grad().contiguous());
            }
            QVERIFY(difference(outputs[0], outputs[1]) < 1e-4);
            QVERIFY2(difference(gradients[0], gradients[1]) < 5e-3, qPrintable(QStringLiteral("%1: %2").arg(QLatin1StringView(id)).arg(difference(gradients[0], gradients[1]))));
        }
    }

    void bfloat16StaysCloseAndItsLastLayerIsNotRounded_data() {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<double>("most");  // Of the output's size; untrained networks amplify rounding with their depth.
        QTest::newRow("few layers") << QByteArray("unet_2_44") << 0.1;
        QTest::newRow("many layers") << QByteArray("unet_4_424") << 0.1;
        QTest::newRow("HRNet") << QByteArray("hrnet_w18_small_v1") << 0.3;
    }
    void bfloat16StaysCloseAndItsLastLayerIsNotRounded() {
        QFETCH(QByteArray, id);
        QFETCH(double, most);
        std::vector<torch::Tensor> outputs;
        for (const bool bfloat16 : {true, false}) {
            const auto net = network(id, "batch");
            {
                const gano::PrecisionScope precision(torch::kCPU, bfloat16);
                outputs.push_back(net->forward(images(2, 160, 160)));  // Small ones leave HRNet's coarsest norm a handful of values.
            }
            outputs.back().square().mean().backward();
            for (const auto& p : net->parameters()) QCOMPARE(p.grad().scalar_type(), torch::kFloat);
        }
        QCOMPARE(outputs[0].scalar_type(), torch::kFloat);
        QVERIFY(!torch::equal(outputs[0], outputs[0].to(torch::kBFloat16).to(torch::kFloat)));
        QVERIFY(!torch::equal(outputs[0], outputs[1]));
        const auto apart = (outputs[0] - outputs[1]).square().mean().sqrt() / outputs[1].square().mean().sqrt();
        QVERIFY2(apart.item<double>() < most, qPrintable(QString::number(apart.item<double>())));
        // After a scope everything is as before.
        QCOMPARE(at::conv2d(torch::ones({1, 1, 4, 4}), torch::ones({1, 1, 3, 3})).scalar_type(), torch::kFloat);
    }

    void precisionsAreKnownByName() {
        QVERIFY(gano::wantsBfloat16("bfloat16", torch::kCPU));
        QVERIFY(!gano::wantsBfloat16("float32", torch::kCPU));
        QCOMPARE(gano::wantsBfloat16("auto", torch::kCPU), gano::computesBfloat16(torch::kCPU));
        gano::fastPaths().reducedPrecision = false;
        QVERIFY(!gano::wantsBfloat16("auto", torch::kCPU));
        QVERIFY_EXCEPTION_THROWN(gano::wantsBfloat16("half", torch::kCPU), gano::UsageError);
    }

    void foldedNormsPredictTheSame_data() { rowsOfAllButTheWidest(); }
    void foldedNormsPredictTheSame() {
        QFETCH(QByteArray, id);
        const auto net = network(id, "batch");
        net->forward(images(2, 64, 64));  // Statistics that are not those of the start.
        net->eval();
        torch::NoGradGuard noGradients;
        const auto x = images(1, 64, 96);
        const auto plain = net->forward(x);
        gano::foldNorms(*net);
        const auto folded = net->forward(x);
        QVERIFY(!torch::equal(folded, plain));
        QVERIFY2(difference(folded, plain) < 1e-4, qPrintable(QString::number(difference(folded, plain))));
    }

    void normsThatLookAtTheImageStayWhenFolding() {
        for (const auto* norm : {"instance", "group", "none"}) {
            const auto net = network("unet_3_96", norm);
            net->eval();
            torch::NoGradGuard noGradients;
            const auto x = images(1, 32, 32);
            const auto plain = net->forward(x);
            gano::foldNorms(*net);
            QVERIFY(torch::equal(net->forward(x), plain));
        }
    }

    void memoryOfFreedTensorsIsUsedAgainAndHandedBackInTheEnd() {
        gano::keepFreedBuffers();
        gano::releaseKeptBuffers();
        const auto before = gano::bufferUse();
        auto first = torch::ones({1000, 1000});
        const auto* place = first.data_ptr();
        const auto held = gano::bufferUse().used - before.used;
        QVERIFY(held >= 4000000 && held < 4000000 * 9 / 8 + 1);
        first = torch::Tensor();
        QCOMPARE(gano::bufferUse().kept, held);
        const auto second = torch::ones({990, 1000});
        QCOMPARE(second.data_ptr(), place);
        QCOMPARE(gano::bufferUse().kept, std::size_t{0});
        QVERIFY(torch::equal(second, torch::full({990, 1000}, 1.0F)));
        gano::releaseKeptBuffers();  // What is in use stays.
        QCOMPARE(second.sum().item<float>(), 990000.0F);
    }

    void aLargeBlockIsMadeOfTheMemoryOfOthersThatWait() {
        gano::keepFreedBuffers();
        gano::releaseKeptBuffers();
        const auto before = gano::bufferUse().used;
        constexpr std::int64_t million = 1 << 20;
        {
            const auto two = {torch::full({3 * million}, 7.0F), torch::full({4 * million}, 7.0F)};
            QCOMPARE(gano::bufferUse().used - before, static_cast<std::size_t>(28 * million));
        }
        const auto larger = torch::empty({6 * million});
        QCOMPARE(gano::bufferUse().kept, static_cast<std::size_t>(4 * million));
#ifdef Q_OS_LINUX
        // The same memory, with what was in it; and a system that had cleared other memory would have filled it with zeros.
        QVERIFY(torch::equal(larger, torch::full({6 * million}, 7.0F)));
        const auto rest = torch::empty({million});
        QVERIFY(torch::equal(rest, torch::full({million}, 7.0F)));
#endif
        auto written = larger;
        written.fill_(3.0F);
        QCOMPARE(written.sum().item<float>(), 18.0F * million);
    }

    void memoryThatWaitsStaysWithinAnEighthOfWhatWasNeeded() {
        gano::keepFreedBuffers();
        gano::releaseKeptBuffers();
        // Ever new sizes, none of which fits the ones before.
        for (std::int64_t side = 200; side < 2000; side += 100) {
            const auto tensor = torch::zeros({side, side});
            const auto use = gano::bufferUse();
            QVERIFY(use.used + use.kept <= use.most + use.most / 8);
        }
        gano::releaseKeptBuffers();
        QCOMPARE(gano::bufferUse().kept, std::size_t{0});
    }

    void memoryIsSharedByThreads() {
        gano::keepFreedBuffers();
        std::vector<std::thread> threads;
        std::atomic<int> wrong = 0;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([t, &wrong] {
                for (int i = 1; i < 200; ++i) {
                    const auto tensor = torch::full({i % 7 + 20, 3000}, t * 1000 + i);
                    wrong += tensor.ne(t * 1000 + i).any().item<bool>() ? 1 : 0;
                }
            });
        for (auto& thread : threads) thread.join();
        QCOMPARE(wrong.load(), 0);
    }

    void switchesAreKnownByName() {
        for (const auto& name : gano::fastPathNames()) gano::setFastPath(name, false);
        QVERIFY(!gano::fastPaths().keepBuffers && !gano::fastPaths().reducedPrecision);
        QVERIFY_EXCEPTION_THROWN(gano::setFastPath("warp drive", true), gano::UsageError);
    }
};

GANO_EVENT_TEST(TestFastPaths)
#include "tst_fast_paths.moc"
