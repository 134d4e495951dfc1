// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/function.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <QTest>
#include <algorithm>
#include <array>
#include <vector>

#include "models/enlarged_join_torch.h"
#include "models/enlarged_sum_torch.h"
#include "models/fast_conv_torch.h"
#include "models/fast_paths.h"
#include "tests/support/test_program.h"

/// The convolution with fewer products gives what LibTorch's gives, and its gradients, for every kernel that it takes.
class TestFastConv : public QObject {
    Q_OBJECT

    struct Numbers {
        torch::Tensor output, ofInput, ofWeight, ofBias;
        bool fast = false;
    };

    /// Whether the fast way was taken.
    static bool wayOf(const torch::Tensor& output) {
        const auto name = QString::fromStdString(output.grad_fn()->name());
        return name.contains(QLatin1StringView("WinogradConv")) || name.contains(QLatin1StringView("PointwiseConv")) || name.contains(QLatin1StringView("ColumnConv"));
    }

    static Numbers numbers(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias, const gano::ConvShape& shape) {
        const auto in = x.detach().clone().requires_grad_(), w = weight.detach().clone().requires_grad_();
        const auto b = bias.defined() ? bias.detach().clone().requires_grad_() : torch::Tensor();
        const auto output = gano::fastConv2d(in, w, b, shape);
        // A gradient that differs from pixel to pixel.
        (output * torch::linspace(-1, 2, output.numel(), output.options()).view(output.sizes())).sum().backward();
        return {output.detach(), in.grad(), w.grad(), b.defined() ? b.grad() : torch::Tensor(), wayOf(output)};
    }
    /// The largest difference as a part of the largest value.
    static double difference(const torch::Tensor& a, const torch::Tensor& b) {
        if (a.sizes() != b.sizes()) return 1e9;
        return (a.to(torch::kDouble) - b).abs().max().item<double>() / std::max(1e-12, b.abs().max().item<double>());
    }
    static torch::Tensor values(at::IntArrayRef sizes) { return at::randn(sizes, torch::kFloat); }

private Q_SLOTS:
    void initTestCase() {
        torch::manual_seed(5);
        gano::wantWinograd(true);
    }
    void cleanup() {
        gano::fastPaths() = {};
        at::set_num_threads(1);
    }

    void givesTheNumbersOfDoublePrecision_data() {
        QTest::addColumn<std::vector<std::int64_t>>("sizes");  // Images, channels in and out, height, width.
        QTest::addColumn<std::vector<std::int64_t>>("how");    // Side of the kernel, stride, padding, dilation.
        QTest::newRow("3 x 3") << std::vector<std::int64_t>{2, 16, 24, 32, 40} << std::vector<std::int64_t>{3, 1, 1, 1};
        QTest::newRow("sides that no tile divides") << std::vector<std::int64_t>{3, 24, 40, 29, 35} << std::vector<std::int64_t>{3, 1, 1, 1};
        QTest::newRow("no padding") << std::vector<std::int64_t>{2, 16, 16, 30, 23} << std::vector<std::int64_t>{3, 1, 0, 1};
        QTest::newRow("more padding than the kernel needs") << std::vector<std::int64_t>{1, 16, 16, 30, 23} << std::vector<std::int64_t>{3, 1, 4, 1};
        QTest::newRow("dilation 2") << std::vector<std::int64_t>{2, 32, 16, 32, 27} << std::vector<std::int64_t>{3, 1, 2, 2};
        QTest::newRow("dilation 3") << std::vector<std::int64_t>{2, 16, 32, 31, 32} << std::vector<std::int64_t>{3, 1, 3, 3};
        QTest::newRow("dilation 4") << std::vector<std::int64_t>{1, 16, 16, 16, 16} << std::vector<std::int64_t>{3, 1, 4, 4};
        QTest::newRow("2 x 2") << std::vector<std::int64_t>{2, 16, 64, 21, 32} << std::vector<std::int64_t>{2, 1, 1, 1};
        QTest::newRow("4 x 4") << std::vector<std::int64_t>{2, 32, 64, 17, 18} << std::vector<std::int64_t>{4, 1, 1, 1};
        QTest::newRow("4 x 4, stride 2") << std::vector<std::int64_t>{2, 16, 32, 32, 48} << std::vector<std::int64_t>{4, 2, 1, 1};
        QTest::newRow("4 x 4, stride 2, odd sides") << std::vector<std::int64_t>{2, 24, 16, 33, 47} << std::vector<std::int64_t>{4, 2, 1, 1};
        QTest::newRow("3 x 3, stride 2") << std::vector<std::int64_t>{2, 64, 72, 32, 48} << std::vector<std::int64_t>{3, 2, 1, 1};
        QTest::newRow("1 x 1") << std::vector<std::int64_t>{3, 24, 40, 13, 18} << std::vector<std::int64_t>{1, 1, 0, 1};
        QTest::newRow("1 x 1 on many pixels") << std::vector<std::int64_t>{2, 16, 8, 101, 97} << std::vector<std::int64_t>{1, 1, 0, 1};
        QTest::newRow("1 x 1 on few pixels") << std::vector<std::int64_t>{1, 32, 136, 2, 4} << std::vector<std::int64_t>{1, 1, 0, 1};
        QTest::newRow("many channels on few pixels") << std::vector<std::int64_t>{1, 256, 136, 16, 16} << std::vector<std::int64_t>{3, 1, 1, 1};
        QTest::newRow("more tiles than are worked on at once") << std::vector<std::int64_t>{4, 16, 16, 128, 128} << std::vector<std::int64_t>{3, 1, 1, 1};
        QTest::newRow("first layer") << std::vector<std::int64_t>{3, 1, 16, 29, 35} << std::vector<std::int64_t>{3, 1, 1, 1};
        QTest::newRow("first layer in colour") << std::vector<std::int64_t>{2, 3, 24, 32, 17} << std::vector<std::int64_t>{3, 1, 1, 1};
        QTest::newRow("first layer of one pixel") << std::vector<std::int64_t>{3, 1, 16, 29, 35} << std::vector<std::int64_t>{1, 1, 0, 1};
        QTest::newRow("first layer, dilation 3") << std::vector<std::int64_t>{2, 1, 16, 29, 35} << std::vector<std::int64_t>{3, 1, 3, 3};
        QTest::newRow("first layer, stride 2") << std::vector<std::int64_t>{2, 1, 64, 33, 48} << std::vector<std::int64_t>{3, 2, 1, 1};
        QTest::newRow("first layer of the discriminator") << std::vector<std::int64_t>{2, 2, 64, 64, 50} << std::vector<std::int64_t>{4, 2, 1, 1};
        QTest::newRow("last layer of one pixel") << std::vector<std::int64_t>{3, 16, 1, 29, 35} << std::vector<std::int64_t>{1, 1, 0, 1};
        QTest::newRow("last layer of one pixel to three classes") << std::vector<std::int64_t>{1, 48, 3, 29, 35} << std::vector<std::int64_t>{1, 1, 0, 1};
        QTest::newRow("last layer of the discriminator") << std::vector<std::int64_t>{3, 64, 1, 15, 15} << std::vector<std::int64_t>{4, 1, 1, 1};
        QTest::newRow("last layer, more padding than the kernel needs") << std::vector<std::int64_t>{2, 16, 2, 15, 40} << std::vector<std::int64_t>{3, 1, 5, 1};
        QTest::newRow("last layer, no padding, dilation 2") << std::vector<std::int64_t>{2, 16, 2, 40, 15} << std::vector<std::int64_t>{3, 1, 0, 2};
        QTest::newRow("few pixels") << std::vector<std::int64_t>{2, 16, 24, 4, 4} << std::vector<std::int64_t>{3, 1, 1, 1};
        QTest::newRow("six pixels") << std::vector<std::int64_t>{1, 16, 8, 2, 3} << std::vector<std::int64_t>{3, 1, 1, 1};
        QTest::newRow("six pixels to one channel") << std::vector<std::int64_t>{1, 16, 1, 2, 3} << std::vector<std::int64_t>{3, 1, 1, 1};
        QTest::newRow("dilated beyond the image") << std::vector<std::int64_t>{1, 32, 32, 8, 8} << std::vector<std::int64_t>{3, 1, 9, 9};
        QTest::newRow("3 x 3, stride 2, few channels") << std::vector<std::int64_t>{2, 16, 32, 32, 47} << std::vector<std::int64_t>{3, 2, 1, 1};
        QTest::newRow("1 x 1, stride 2") << std::vector<std::int64_t>{2, 20, 32, 15, 16} << std::vector<std::int64_t>{1, 2, 0, 1};
        QTest::newRow("5 x 5") << std::vector<std::int64_t>{2, 12, 16, 20, 20} << std::vector<std::int64_t>{5, 1, 2, 1};
    }
    void givesTheNumbersOfDoublePrecision() {
        QFETCH(std::vector<std::int64_t>, sizes);
        QFETCH(std::vector<std::int64_t>, how);
        if (!gano::computesWinograd()) QSKIP("This processor has no AVX2: its convolutions are LibTorch's.");
        const gano::ConvShape shape{.stride = how[1], .padding = how[2], .dilation = how[3]};
        const auto x = values({sizes[0], sizes[1], sizes[3], sizes[4]}), weight = values({sizes[2], sizes[1], how[0], how[0]}) * 0.1, bias = values({sizes[2]});
        const auto exact = numbers(x.to(torch::kDouble), weight.to(torch::kDouble), bias.to(torch::kDouble), shape);
        for (const int threads : {1, 3})
            for (const auto layout : {torch::MemoryFormat::Contiguous, torch::MemoryFormat::ChannelsLast}) {
                at::set_num_threads(threads);
                const auto fast = numbers(x.contiguous(layout), weight.contiguous(layout), bias, shape);
                QVERIFY(fast.fast);
                QVERIFY(fast.output.is_contiguous(torch::MemoryFormat::ChannelsLast));
                QVERIFY2(difference(fast.output, exact.output) < 5e-5, qPrintable(QString::number(difference(fast.output, exact.output))));
                QVERIFY2(difference(fast.ofInput, exact.ofInput) < 5e-5, qPrintable(QString::number(difference(fast.ofInput, exact.ofInput))));
                QVERIFY2(difference(fast.ofWeight, exact.ofWeight) < 2e-4, qPrintable(QString::number(difference(fast.ofWeight, exact.ofWeight))));
                QVERIFY(difference(fast.ofBias, exact.ofBias) < 1e-5);
            }
    }

    void aConvolutionWithoutBiasHasNone() {
        const auto x = values({2, 16, 16, 16}), weight = values({16, 16, 3, 3});
        const gano::ConvShape shape{.padding = 1};
        const auto exact = numbers(x.to(torch::kDouble), weight.to(torch::kDouble), {}, shape), fast = numbers(x, weight, {}, shape);
        QVERIFY(difference(fast.output, exact.output) < 5e-5);
        QVERIFY(!fast.ofBias.defined());
    }

    void aSliceOfALargerWeightIsTakenAsItStands() {
        const auto x = values({2, 16, 16, 16}), larger = values({16, 48, 3, 3}).requires_grad_(), exactLarger = larger.detach().to(torch::kDouble).requires_grad_();
        const auto fast = gano::fastConv2d(x, larger.narrow(1, 16, 16), {}, {.padding = 1});
        const auto exact = gano::fastConv2d(x.to(torch::kDouble), exactLarger.narrow(1, 16, 16), {}, {.padding = 1});
        QVERIFY(difference(fast, exact) < 5e-5);
        fast.square().sum().backward();
        exact.square().sum().backward();
        QVERIFY(difference(larger.grad(), exactLarger.grad()) < 2e-4);
    }

    void aResultMayBeChangedInPlace() {
        for (const std::int64_t outputs : {1, 16}) {
            const auto x = values({2, 16, 16, 16}).requires_grad_(), weight = values({outputs, 16, 3, 3});
            gano::fastConv2d(x, weight, {}, {.padding = 1}).relu_().sum().backward();
            QVERIFY(x.grad().defined());
        }
    }

    void aFrozenWeightGetsNoGradientAndItsInputDoes() {
        const auto x = values({2, 16, 16, 16}).requires_grad_(), weight = values({16, 16, 3, 3});
        gano::fastConv2d(x, weight, {}, {.padding = 1}).sum().backward();
        QVERIFY(x.grad().defined());
        QVERIFY(!weight.grad().defined());
    }

    void theSameImageGivesTheSameBitsWithAnyNumberOfThreadsAndNeighbours() {
        if (!gano::computesWinograd()) QSKIP("This processor has no AVX2: its convolutions are LibTorch's.");
        const auto x = values({4, 32, 37, 41}), weight = values({32, 32, 3, 3});
        const torch::NoGradGuard noGradients;
        at::set_num_threads(1);
        const auto all = gano::fastConv2d(x, weight, {}, {.padding = 1});
        at::set_num_threads(3);
        QVERIFY(torch::equal(gano::fastConv2d(x, weight, {}, {.padding = 1}), all));
        QVERIFY(torch::equal(gano::fastConv2d(x.narrow(0, 2, 1), weight, {}, {.padding = 1}), all.narrow(0, 2, 1)));
    }

    void joiningAnEnlargedImageEqualsEnlargingItBefore() {
        const auto fine = values({3, 16, 10, 14}), coarse = values({3, 24, 5, 7}), gradient = values({3, 40, 10, 14});
        const auto joined = [&](const torch::Tensor& f, const torch::Tensor& c) {
            const auto a = f.detach().clone().requires_grad_(), b = c.detach().clone().requires_grad_();
            const auto output = gano::joinEnlarged(a, b);
            output.backward(gradient.to(f.scalar_type()));
            return std::array<torch::Tensor, 3>{output.detach(), a.grad(), b.grad()};
        };
        for (const auto layout : {torch::MemoryFormat::Contiguous, torch::MemoryFormat::ChannelsLast}) {
            const auto own = joined(fine.contiguous(layout), coarse.contiguous(layout)), exact = joined(fine.to(torch::kDouble), coarse.to(torch::kDouble));
            for (std::size_t i = 0; i < own.size(); ++i) QVERIFY(difference(own[i], exact[i]) < 1e-6);
        }
        // Of odd sides the last line has no partner.
        QCOMPARE(gano::joinEnlarged(values({1, 16, 9, 9}), values({1, 16, 4, 4})).size(2), 9);
    }

    void aSumOfEnlargedImagesEqualsEnlargingThemBefore_data() {
        QTest::addColumn<std::vector<std::int64_t>>("sides");  // Channels; then height and width of every part.
        QTest::newRow("four levels") << std::vector<std::int64_t>{16, 16, 24, 8, 12, 4, 6, 2, 3};
        QTest::newRow("one coarse pixel") << std::vector<std::int64_t>{24, 8, 8, 1, 1};
        QTest::newRow("sides that do not divide") << std::vector<std::int64_t>{136, 17, 23, 9, 12, 17, 23, 5, 22};
        QTest::newRow("all of one size") << std::vector<std::int64_t>{8, 5, 7, 5, 7, 5, 7};
        QTest::newRow("a single one") << std::vector<std::int64_t>{8, 5, 7};
        QTest::newRow("one side alike") << std::vector<std::int64_t>{8, 12, 7, 3, 7, 12, 2};
        QTest::newRow("a coarse one is larger") << std::vector<std::int64_t>{8, 4, 8, 8, 4};
        QTest::newRow("channels that eight does not divide") << std::vector<std::int64_t>{18, 8, 8, 4, 4};
    }
    void aSumOfEnlargedImagesEqualsEnlargingThemBefore() {
        QFETCH(std::vector<std::int64_t>, sides);
        const auto channels = sides[0], rows = sides[1], columns = sides[2];
        std::vector<torch::Tensor> parts;
        for (std::size_t i = 1; i < sides.size(); i += 2) parts.push_back(values({3, channels, sides[i], sides[i + 1]}));
        const auto gradient = values({3, channels, rows, columns});
        /// The sum, then the gradient of every part.
        const auto summed = [&](gano::Sum kind, bool intoFirst, at::ScalarType type, at::MemoryFormat layout) {
            std::vector<torch::Tensor> own, given;
            for (const auto& part : parts) own.push_back(part.to(type).clone(layout).requires_grad_());
            for (const auto& part : own) given.push_back(part * 1);  // What is changed is no leaf.
            auto output = gano::sumEnlarged(given, kind, intoFirst);
            output.backward(gradient.to(type));
            std::vector<torch::Tensor> all = {output.detach()};
            for (const auto& part : own) all.push_back(part.grad());
            return all;
        };
        for (const auto kind : {gano::Sum::Plain, gano::Sum::Rectified}) {
            const auto exact = summed(kind, false, torch::kDouble, torch::MemoryFormat::Contiguous);
            std::vector<torch::Tensor> before;
            for (const int threads : {1, 3})
                for (const bool intoFirst : {false, true})
                    for (const auto layout : {torch::MemoryFormat::Contiguous, torch::MemoryFormat::ChannelsLast}) {
                        at::set_num_threads(threads);
                        const auto fast = summed(kind, intoFirst, torch::kFloat, layout);
                        for (std::size_t i = 0; i < fast.size(); ++i) QVERIFY2(difference(fast[i], exact[i]) < 2e-6, qPrintable(QString::number(difference(fast[i], exact[i]))));
                        for (std::size_t i = 0; i < before.size(); ++i) QVERIFY(torch::allclose(fast[i], before[i], 1e-6, 1e-6));
                        before = fast;
                    }
        }
        QCOMPARE(gano::sumsInOnePass(parts[0], channels), gano::computesWinograd() && channels % 8 == 0);
    }

    void whatItDoesNotTakeGoesToLibTorch() {
        const torch::NoGradGuard noGradients;
        const auto plain = [](const torch::Tensor& x, const torch::Tensor& weight, const gano::ConvShape& shape) {
            const auto output = gano::fastConv2d(x, weight, {}, shape);
            return difference(output, gano::fastConv2d(x.to(torch::kDouble), weight.to(torch::kDouble), {}, shape)) < 1e-5;
        };
        QVERIFY(plain(values({1, 3, 32, 32}), values({16, 3, 3, 3}), {.padding = 1}));                  // Few channels.
        QVERIFY(plain(values({1, 20, 32, 32}), values({20, 20, 3, 3}), {.padding = 1}));                // No multiple of eight.
        QVERIFY(plain(values({1, 16, 33, 32}), values({16, 16, 3, 3}), {.stride = 2, .padding = 1}));  // Odd sides with stride.
        QVERIFY(plain(values({1, 16, 32, 32}), values({16, 16, 1, 1}), {.stride = 2}));
        QVERIFY(plain(values({1, 16, 1, 3}), values({16, 16, 1, 1}), {}));  // Three pixels.
        QVERIFY(plain(values({1, 16, 3, 3}), values({16, 16, 3, 3}), {}));  // One pixel.
        QVERIFY_EXCEPTION_THROWN(gano::fastConv2d(values({6, 1, 1, 1}), values({8, 1, 4, 4}), {}, {.stride = 2, .padding = 1}), c10::Error);  // Smaller than the kernel.
        QVERIFY_EXCEPTION_THROWN(gano::fastConv2d(values({1, 16, 8, 8}), values({8, 16, 3, 3}), {}, {.stride = 0}), c10::Error);
        gano::fastPaths().winograd = false;
        QVERIFY(gano::fastConv2d(values({1, 16, 32, 32}), values({16, 16, 3, 3}), {}, {.padding = 1}).is_contiguous());
    }

    void aWrongShapeIsStillAnError() {
        QVERIFY_EXCEPTION_THROWN(gano::fastConv2d(values({1, 16, 32, 32}), values({16, 24, 3, 3}), {}, {}), c10::Error);
        QVERIFY_EXCEPTION_THROWN(gano::fastConv2d(values({1, 16, 2, 2}), values({16, 16, 3, 3}), {}, {}), c10::Error);
        QVERIFY_EXCEPTION_THROWN(gano::fastConv2d(values({1, 16, 32, 32}), values({16, 16, 3, 3}), values({8}), {.padding = 1}), c10::Error);
        QVERIFY_EXCEPTION_THROWN(gano::fastConv2d(values({1, 16, 32, 32}), values({16, 16, 1, 1}), values({8}), {}), c10::Error);
        QVERIFY_EXCEPTION_THROWN(gano::fastConv2d(values({1, 16, 32, 32}), values({16, 16, 3, 3}), {}, {.padding = -1}), c10::Error);
        QVERIFY_EXCEPTION_THROWN(gano::fastConv2d(values({1, 16, 32, 32}), values({16, 16, 3, 3}), {}, {.dilation = 0}), c10::Error);
    }
};

GANO_EVENT_TEST(TestFastConv)
#include "tst_fast_conv.moc"
