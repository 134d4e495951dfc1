// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/types.h>

#include <QtTest>

#include "models/fast_conv_torch.h"
#include "models/fast_paths.h"
#include "models/fused_norm_torch.h"
#include "tests/support/test_program.h"

using namespace gano;

class TestFusedNorm : public QObject {
    Q_OBJECT

    struct Numbers {
        torch::Tensor output, ofInput, ofSkip, ofWeight, ofBias, runningMean, runningVariance;
    };

    /// By fusedNorm for float32, by LibTorch's operators one after the other for double precision.
    static Numbers numbers(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias, const torch::Tensor& skip, double slope) {
        const auto leaf = [](const torch::Tensor& values) { return values.defined() ? values.detach().clone().requires_grad_() : torch::Tensor(); };
        const auto in = leaf(x), w = leaf(weight), b = leaf(bias), s = leaf(skip);
        const auto mean = torch::full_like(weight, 0.5), variance = torch::full_like(weight, 2.0);
        torch::Tensor output;
        if (x.scalar_type() == torch::kFloat) {
            output = fusedNorm(in, {w, b, mean, variance, 0.1, 1e-5}, s, slope);
        } else {
            output = at::batch_norm(in, w, b, mean, variance, true, 0.1, 1e-5, false);
            if (s.defined()) output = output + s;
            output = at::leaky_relu(output, slope);
        }
        // A gradient that differs from pixel to pixel, and that no number of threads changes.
        output.backward(torch::arange(output.numel(), torch::kDouble).mul(3.0 / static_cast<double>(output.numel())).sub(1.0).to(output.scalar_type()).view(output.sizes()));
        return {output.detach(), in.grad(), s.defined() ? s.grad() : torch::Tensor(), w.grad(), b.grad(), mean, variance};
    }
    static double difference(const torch::Tensor& a, const torch::Tensor& b) {
        if (a.defined() != b.defined() || (a.defined() && a.sizes() != b.sizes())) return 1e9;
        return !a.defined() ? 0 : (a.to(torch::kDouble) - b).abs().max().item<double>() / std::max(1e-12, b.abs().max().item<double>());
    }

private Q_SLOTS:
    void initTestCase() {
        torch::manual_seed(9);
        wantWinograd(true);
        if (!computesWinograd()) QSKIP("This processor has no AVX2: its norms are LibTorch's.");
    }
    void cleanup() {
        fastPaths() = {};
        at::set_num_threads(1);
    }

    void givesTheNumbersOfDoublePrecision_data() {
        QTest::addColumn<std::vector<std::int64_t>>("sizes");
        QTest::addColumn<bool>("skip");
        QTest::addColumn<double>("slope");
        QTest::addColumn<double>("mean");
        QTest::newRow("ReLU") << std::vector<std::int64_t>{4, 16, 32, 40} << false << 0.0 << 0.3;
        QTest::newRow("ReLU after a skip") << std::vector<std::int64_t>{4, 16, 33, 41} << true << 0.0 << 0.3;
        QTest::newRow("leaky ReLU") << std::vector<std::int64_t>{2, 128, 15, 15} << false << 0.2 << 0.3;
        QTest::newRow("no activation") << std::vector<std::int64_t>{3, 24, 7, 9} << false << 1.0 << 0.3;
        QTest::newRow("no activation after a skip") << std::vector<std::int64_t>{3, 24, 7, 9} << true << 1.0 << 0.3;
        QTest::newRow("leaky ReLU after a skip") << std::vector<std::int64_t>{2, 72, 64, 64} << true << 0.2 << 0.3;
        QTest::newRow("two pixels") << std::vector<std::int64_t>{2, 8, 1, 1} << false << 0.0 << 0.3;
        QTest::newRow("a mean far from zero") << std::vector<std::int64_t>{4, 16, 32, 32} << false << 0.2 << 100.0;
    }
    void givesTheNumbersOfDoublePrecision() {
        QFETCH(std::vector<std::int64_t>, sizes);
        QFETCH(bool, skip);
        QFETCH(double, slope);
        QFETCH(double, mean);
        const auto x = at::randn(sizes) * torch::linspace(0.5, 2, sizes[1]).view({1, -1, 1, 1}) + mean, weight = at::rand({sizes[1]}) + 0.5, bias = at::randn({sizes[1]});
        const auto added = skip ? at::randn(sizes) : torch::Tensor();
        const auto wide = [](const torch::Tensor& values) { return values.defined() ? values.to(torch::kDouble) : values; };
        const auto exact = numbers(wide(x), wide(weight), wide(bias), wide(added), slope);
        // Values next to zero may fall on the other side of the activation.
        const double tolerance = 2e-5 * std::max(1.0, mean / 10);
        for (const int threads : {1, 3})
            for (const auto layout : {torch::MemoryFormat::Contiguous, torch::MemoryFormat::ChannelsLast}) {
                at::set_num_threads(threads);
                const auto fused = numbers(x.contiguous(layout), weight, bias, added, slope);
                QVERIFY(difference(fused.output, exact.output) < tolerance);
                QVERIFY2(difference(fused.ofInput, exact.ofInput) < 10 * tolerance, qPrintable(QString::number(difference(fused.ofInput, exact.ofInput))));
                QVERIFY(difference(fused.ofSkip, exact.ofSkip) < tolerance);
                QVERIFY(difference(fused.ofWeight, exact.ofWeight) < 10 * tolerance);
                QVERIFY(difference(fused.ofBias, exact.ofBias) < 10 * tolerance);
                QVERIFY(difference(fused.runningMean, exact.runningMean) < 1e-5);
                QVERIFY(difference(fused.runningVariance, exact.runningVariance) < 1e-4);
            }
    }

    void aHotPixelInTheCornerDoesNotCostTheOthersTheirDigits() {
        const auto x = at::randn({4, 8, 64, 64});
        x.select(0, 0).select(1, 0).select(1, 0).fill_(1000.0);
        const auto weight = at::ones({8}), bias = at::zeros({8});
        const auto exact = numbers(x.to(torch::kDouble), weight.to(torch::kDouble), bias.to(torch::kDouble), {}, 0.0), fused = numbers(x, weight, bias, {}, 0.0);
        QVERIFY2(difference(fused.runningVariance, exact.runningVariance) < 1e-5, qPrintable(QString::number(difference(fused.runningVariance, exact.runningVariance))));
        QVERIFY((fused.output - exact.output).abs().slice(2, 1).max().item<double>() < 1e-4);
    }

    void theNumberOfThreadsDoesNotChangeABit() {
        const auto x = at::randn({4, 32, 37, 41}), weight = at::rand({32}), bias = at::rand({32}), skip = at::randn({4, 32, 37, 41});
        at::set_num_threads(1);
        const auto one = numbers(x, weight, bias, skip, 0.0);
        at::set_num_threads(3);
        const auto three = numbers(x, weight, bias, skip, 0.0);
        QVERIFY(torch::equal(one.output, three.output));
        QVERIFY(torch::equal(one.ofInput, three.ofInput));
        QVERIFY(torch::equal(one.ofWeight, three.ofWeight));
    }

    void onlyWhatItIsMadeForIsTaken() {
        QVERIFY(normalisesFused(at::zeros({1, 16, 4, 4})));
        QVERIFY(!normalisesFused(at::zeros({1, 20, 4, 4})));
        QVERIFY(!normalisesFused(at::zeros({1, 16, 4, 4}, torch::kDouble)));
        QVERIFY(!normalisesFused(at::zeros({0, 16, 4, 4})));
        fastPaths().fusedNorms = false;
        QVERIFY(!normalisesFused(at::zeros({1, 16, 4, 4})));
    }
};

GANO_EVENT_TEST(TestFusedNorm)
#include "tst_fused_norm.moc"
