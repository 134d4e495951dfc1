// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/types.h>
#include <torch/version.h>

#include <QTest>
#include <cmath>
#include <set>

#include "core/train/augmentation_torch.h"
#include "core/train/corruption_torch.h"
#include "core/train/grouped_adam_torch.h"
#include "core/train/losses_torch.h"
#include "core/train/metrics_torch.h"
#include "core/train/random_field_torch.h"
#include "core/train/steps_torch.h"
#include "models/fast_paths.h"
#include "tests/support/test_program.h"

using gano::Range;
using Seeds = std::vector<std::uint64_t>;

class TestLearning : public QObject {
    Q_OBJECT

    static torch::Tensor pattern(std::int64_t n, std::int64_t side) {
        return torch::sin(torch::arange(n * side * side, torch::kFloat) * 0.37).mul(0.5).add(0.5).view({n, 1, side, side});
    }
    static double metric(const gano::MetricList& list, const std::string& name) {
        for (const auto& [key, value] : list)
            if (key == name) return value;
        return std::nan("");
    }
    static gano::CorruptionOptions everything() {
        gano::CorruptionOptions o;
        o.poissonChance = o.saltPepperChance = o.scanJitterChance = o.driftChance = o.downsamplingChance = o.maskingChance = 1.0;
        return o;
    }

private Q_SLOTS:
    void adamForAllWeightsTogetherMovesThemAsAdamDoes() {
        std::vector<std::vector<at::Tensor>> results;
        for (const int way : {0, 1, 2}) {
            gano::fastPaths().groupedAdam = way > 0;
            gano::fastPaths().fusedAdam = way > 1;
            torch::manual_seed(5);
            std::vector<at::Tensor> first = {torch::randn({3, 4}), torch::randn({7})}, second = {torch::randn({2, 2, 3, 3}), torch::randn({90, 101}).t()};
            for (auto& w : first) w.requires_grad_();
            for (auto& w : second) w.requires_grad_();
            const auto options = [](double rate) { return std::make_unique<torch::optim::AdamOptions>(torch::optim::AdamOptions(rate).betas({0.5, 0.999})); };
            std::vector<torch::optim::OptimizerParamGroup> groups;
            groups.emplace_back(first, options(1e-2));
            groups.emplace_back(second, options(1e-3));
            gano::GroupedAdam adam(groups, *options(1e-2));
            for (int step = 0; step < 6; ++step) {
                adam.zero_grad();
                auto loss = first[0].square().sum() + second[0].sin().sum() + second[1].cos().sum();
                if (step > 2) loss = loss + first[1].exp().sum();  // A layer that was frozen for three steps.
                loss.backward();
                adam.step();
            }
            results.push_back({first[0].detach(), first[1].detach(), second[0].detach(), second[1].detach()});
        }
        gano::fastPaths() = {};
        for (std::size_t i = 0; i < results[0].size(); ++i) {
            QVERIFY(torch::equal(results[1][i], results[0][i]));
            if (TORCH_VERSION_MAJOR == 1) QVERIFY(torch::equal(results[2][i], results[0][i]));
            else QVERIFY(torch::allclose(results[2][i], results[0][i], 1e-5, 1e-6));
        }
    }

    void randomFieldsHaveTheirMoments() {
        const Seeds seeds = {1, 2};
        const auto uniform = gano::uniformField(seeds, 100000, 3, torch::kCPU);
        QVERIFY(std::abs(uniform.mean().item<double>() - 0.5) < 0.01);
        QVERIFY(uniform.min().item<double>() >= 0 && uniform.max().item<double>() < 1);
        const auto normal = gano::normalField(seeds, 100001, 3, torch::kCPU);
        QCOMPARE(normal.size(1), std::int64_t{100001});
        QVERIFY(std::abs(normal.mean().item<double>()) < 0.01);
        QVERIFY(std::abs(normal.std().item<double>() - 1.0) < 0.01);
        QVERIFY(std::abs((normal[0] * normal[1]).mean().item<double>()) < 0.02);
    }

    void theSameSampleIsCorruptedAlikeInAnyBatch() {
        const auto images = pattern(3, 40);
        const auto together = gano::corrupt(images, everything(), Seeds{11, 12, 13});
        const auto alone = gano::corrupt(images.narrow(0, 1, 1), everything(), Seeds{12});
        QVERIFY(torch::allclose(together.narrow(0, 1, 1), alone, 1e-5, 1e-5));
        QVERIFY(!torch::allclose(together.narrow(0, 1, 1), gano::corrupt(images.narrow(0, 1, 1), everything(), Seeds{99})));
        QVERIFY(together.isfinite().all().item<bool>());
    }

    void eachCorruptionChangesTheImageAndNoneLeavesIt() {
        const auto images = pattern(2, 48);
        gano::CorruptionOptions none;
        none.gaussianNoiseChance = none.blurChance = 0.0;
        QVERIFY(torch::equal(gano::corrupt(images, none, Seeds{1, 2}), images));
        double gano::CorruptionOptions::*chances[] = {&gano::CorruptionOptions::gaussianNoiseChance, &gano::CorruptionOptions::blurChance,
            &gano::CorruptionOptions::poissonChance, &gano::CorruptionOptions::saltPepperChance, &gano::CorruptionOptions::scanJitterChance,
            &gano::CorruptionOptions::driftChance, &gano::CorruptionOptions::downsamplingChance, &gano::CorruptionOptions::maskingChance};
        for (const auto chance : chances) {
            auto one = none;
            one.blur = {1.0, 2.0};
            one.*chance = 1.0;
            const auto spoilt = gano::corrupt(images, one, Seeds{1, 2});
            QVERIFY(!torch::allclose(spoilt, images));
            QCOMPARE(spoilt.sizes(), images.sizes());
        }
    }

    void noiseHasTheStrengthThatWasAskedFor() {
        gano::CorruptionOptions o;
        o.blurChance = 0.0;
        o.gaussianNoise = {0.1, 0.1};
        const auto clean = torch::full({1, 1, 128, 128}, 0.5);
        const auto noise = gano::corrupt(clean, o, Seeds{5}) - clean;
        QVERIFY(std::abs(noise.std().item<double>() - 0.1) < 0.003);
        QVERIFY(std::abs(gano::corrupt(clean, o, Seeds{5}, 5.0).std().item<double>() - 0.5) < 0.015);
    }

    void blurKeepsTheMeanAndSpreadsAPoint() {
        auto point = torch::zeros({1, 1, 41, 41});
        point[0][0][20][20] = 1.0;
        const double sigma[] = {2.0};
        const auto blurred = gano::gaussianBlur(point, sigma);
        QVERIFY(std::abs(blurred.sum().item<double>() - 1.0) < 1e-4);
        const auto x = torch::arange(41, torch::kFloat) - 20.0;
        QVERIFY(std::abs((blurred[0][0].sum(0) * x * x).sum().item<double>() - 4.0) < 0.2);
    }

    void inputAndTargetGetTheSameGeometry() {
        gano::AugmentationOptions o;
        o.rotation = {-180, 180};
        o.scaling = {0.7, 1.4};
        const auto images = pattern(4, 64);
        const auto batch = gano::augment(images, images.clone(), o, 32, gano::TargetKind::Image, Seeds{1, 2, 3, 4});
        QCOMPARE(batch.input.sizes().vec(), (std::vector<std::int64_t>{4, 1, 32, 32}));
        QVERIFY(torch::allclose(batch.input, batch.target, 1e-5, 1e-5));
    }

    void cropsAreMirroredAndTurnedAsWholes() {
        const auto image = pattern(1, 12);
        std::set<int> found;
        for (std::uint64_t seed = 1; seed <= 80; ++seed) {
            const auto view = gano::augment(image, image, {}, 8, gano::TargetKind::None, Seeds{seed}).input;
            int matches = 0;
            for (int place = 0; place < 25; ++place)
                for (int way = 0; way < 8; ++way) {
                    auto crop = image.narrow(2, place / 5, 8).narrow(3, place % 5, 8);
                    if (way >= 4) crop = crop.flip({3});
                    if (!torch::equal(view, torch::rot90(crop, way % 4, {2, 3}))) continue;
                    ++matches;
                    found.insert(way);
                }
            QCOMPARE(matches, 1);
        }
        QCOMPARE(found.size(), std::size_t{8});
    }

    void finerTargetsStayAligned() {
        // A target that is the input with each pixel repeated must still be that after crops, flips and turns.
        const auto images = pattern(6, 32);
        const auto fine = images.repeat_interleave(2, 2).repeat_interleave(2, 3);
        const auto batch = gano::augment(images, fine, {}, 20, gano::TargetKind::Image, Seeds{1, 2, 3, 4, 5, 6});
        QVERIFY(torch::equal(batch.input.repeat_interleave(2, 2).repeat_interleave(2, 3), batch.target));
    }

    void labelsStayLabels() {
        gano::AugmentationOptions o;
        o.rotation = {10, 80};
        o.brightness = {0.3, 0.3};
        o.extraNoise = {0.1, 0.1};
        const auto labels = (pattern(3, 50) > 0.6).to(torch::kFloat) * 2;
        const auto batch = gano::augment(pattern(3, 50), labels, o, 40, gano::TargetKind::Labels, Seeds{1, 2, 3});
        QVERIFY(((batch.target == 0).logical_or(batch.target == 2)).all().item<bool>());
    }

    void everyLossPrefersTheTruth_data() {
        QTest::addColumn<QByteArray>("name");
        for (const auto& name : gano::lossNames()) QTest::newRow(name.c_str()) << QByteArray::fromStdString(name);
    }
    void everyLossPrefersTheTruth() {
        QFETCH(QByteArray, name);
        const auto loss = gano::makeLoss(name.toStdString());
        const bool image = QList<QByteArray>{"l1", "l2", "l1-l2", "charbonnier", "ssim"}.contains(name);
        const auto truth = image ? pattern(2, 24) : (pattern(2, 24) > 0.5).to(torch::kFloat);
        const auto good = image ? truth : (truth * 2 - 1) * 8.0;
        auto bad = (image ? 1.0 - truth : -good).clone().requires_grad_(true);
        const auto high = loss(bad, truth);
        QVERIFY(loss(good, truth).item<double>() < 0.05);
        QVERIFY(high.item<double>() > loss(good, truth).item<double>());
        high.backward();
        QVERIFY(bad.grad().isfinite().all().item<bool>());
        if (image) return;
        const auto three = torch::remainder(torch::arange(2 * 24 * 24, torch::kFloat), 3).view({2, 1, 24, 24});
        const auto index = torch::arange(3, torch::kFloat).view({1, 3, 1, 1});
        const auto right = (three == index).to(torch::kFloat) * 16.0 - 8.0;
        QVERIFY(loss(right, three).item<double>() < 0.05);
        QVERIFY(loss(-right, three).item<double>() > 0.3);
    }

    void lossesHaveTheirTextbookValues() {
        const auto truth = torch::ones({1, 1, 2, 2});
        QVERIFY(std::abs(gano::makeLoss("bce")(torch::zeros({1, 1, 2, 2}), truth).item<double>() - std::log(2.0)) < 1e-6);
        QVERIFY(std::abs(gano::makeLoss("focal")(torch::zeros({1, 1, 2, 2}), truth).item<double>() - std::log(2.0) / 4) < 1e-6);
        // Soft Dice with p = 0.5 on 4 pixels: 1 - (2*2 + 1) / (2 + 4 + 1).
        QVERIFY(std::abs(gano::makeLoss("dice")(torch::zeros({1, 1, 2, 2}), truth).item<double>() - 2.0 / 7.0) < 1e-6);
        QVERIFY(std::abs(gano::makeLoss("l1-l2")(torch::full({1, 1, 2, 2}, 3.0), truth).item<double>() - 6.0) < 1e-6);
    }

    void diceAndIouCountPixels() {
        gano::MetricSet metrics(gano::TargetKind::Labels, 2, true);
        auto truth = torch::zeros({1, 1, 4, 4}), output = torch::full({1, 1, 4, 4}, -1.0);
        truth[0][0][0].fill_(1);               // 4 pixels
        output[0][0].slice(1, 0, 2).fill_(1);  // 8 pixels, 2 shared
        const int first[] = {0}, second[] = {1};
        metrics.add(output, truth, first);
        auto list = metrics.result();
        QVERIFY(std::abs(metric(list, "dice") - 4.0 / 12.0) < 1e-9);
        QVERIFY(std::abs(metric(list, "iou") - 2.0 / 10.0) < 1e-9);
        // An empty image that is rightly left empty counts 1 in the mean over images and nothing in the pooled score.
        metrics.add(torch::full({1, 1, 4, 4}, -1.0), torch::zeros({1, 1, 4, 4}), second);
        list = metrics.result();
        QVERIFY(std::abs(metric(list, "dice") - (1.0 + 1.0 / 3.0) / 2) < 1e-9);
        QVERIFY(std::abs(metric(list, "dice_pooled") - 1.0 / 3.0) < 1e-9);
    }

    void patchesOfOneImageCountAsThatImage() {
        gano::MetricSet whole(gano::TargetKind::Labels, 2, true), halves(gano::TargetKind::Labels, 2, true);
        const auto truth = (pattern(1, 16) > 0.5).to(torch::kFloat), output = torch::sin(torch::arange(256, torch::kFloat)).view({1, 1, 16, 16});
        const int image[] = {7};
        whole.add(output, truth, image);
        halves.add(output.narrow(2, 0, 8), truth.narrow(2, 0, 8), image);
        halves.add(output.narrow(2, 8, 8), truth.narrow(2, 8, 8), image);
        QCOMPARE(metric(whole.result(), "dice"), metric(halves.result(), "dice"));
    }

    void imageMetricsHaveTheirTextbookValues() {
        gano::MetricSet metrics(gano::TargetKind::Image, 0, true);
        const auto truth = pattern(1, 32);
        const int image[] = {0};
        metrics.add(truth + 0.1, truth, image);
        QVERIFY(std::abs(metric(metrics.result(), "l1") - 0.1) < 1e-6);
        QVERIFY(std::abs(metric(metrics.result(), "psnr") - 20.0) < 1e-4);
        QVERIFY(std::abs(gano::ssimPerImage(truth, truth, torch::ones({}))[0].item<double>() - 1.0) < 1e-5);
    }

    void smallerPiecesGiveTheSameStep() {
        const auto x = pattern(4, 32), y = (x > 0.5).to(torch::kFloat);
        std::vector<torch::Tensor> results;
        for (const std::int64_t micro : {0, 1, 3}) {
            const auto network = gano::makeGenerator({.id = "unet_2_44", .inChannels = 1, .outChannels = 1, .baseWidth = 4, .norm = "none"});
            gano::initialise(*network, "kaiming", 3);
            // Plain descent by Adam's first step would hide the size of the gradient: compare the gradients themselves.
            torch::optim::Adam optimiser(network->parameters(), torch::optim::AdamOptions(0.0));
            gano::MemoryPatience memory(micro, [](const std::string&) {});
            gano::SupervisedStep step(*network, optimiser, gano::makeLoss("bce"), memory);
            step.run(x, y);
            results.push_back(network->parameters().front().grad().clone());
        }
        QVERIFY(torch::allclose(results[0], results[1], 1e-4, 1e-6));
        QVERIFY(torch::allclose(results[0], results[2], 1e-4, 1e-6));
    }

    void runningOutOfMemoryHalvesThePiecesAndGoesOn() {
        std::vector<std::string> told;
        gano::MemoryPatience memory(0, [&](const std::string& s) { told.push_back(s); });
        std::vector<std::int64_t> counts;
        memory.run(8, [&] { counts.clear(); }, [&](std::int64_t, std::int64_t count, double) {
            if (count > 2) throw std::bad_alloc();
            counts.push_back(count);
        });
        QCOMPARE(counts, (std::vector<std::int64_t>{2, 2, 2, 2}));
        QCOMPARE(told.size(), std::size_t{2});
        QCOMPARE(memory.microBatch(), std::int64_t{2});
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, memory.run(1, [] {}, [](std::int64_t, std::int64_t, double) { throw std::runtime_error("other"); }));
    }

    void theGanStepLearnsBothSides() {
        const auto clean = pattern(4, 32);
        const auto spoilt = gano::corrupt(clean, {}, Seeds{1, 2, 3, 4});
        for (const std::int64_t micro : {0, 2})
            for (const auto* kind : {"lsgan", "vanilla"}) {
                const auto g = gano::makeGenerator({.id = "unet_2_44", .inChannels = 1, .outChannels = 1, .baseWidth = 4, .norm = "batch"});
                const auto d = gano::makeDiscriminator(2, "batch");
                gano::initialise(*g, "normal-0.02", 1);
                gano::initialise(*d, "normal-0.02", 2);
                torch::optim::Adam og(g->parameters(), torch::optim::AdamOptions(2e-3)), od(d->parameters(), torch::optim::AdamOptions(2e-4));
                gano::MemoryPatience memory(micro, [](const std::string&) {});
                gano::GanStep step(*g, *d, og, od, kind, 100.0, memory);
                const auto first = step.run(spoilt, clean);
                torch::Tensor last;
                for (int i = 0; i < 12; ++i) last = step.run(spoilt, clean);
                QVERIFY2(last[1].item<double>() < first[1].item<double>(), kind);
                QVERIFY(((last[2] + last[3]) < (first[2] + first[3])).item<bool>());
                for (const auto& p : d->parameters()) QVERIFY(p.requires_grad());
            }
    }
};

GANO_PLAIN_TEST(TestLearning)
#include "tst_learning.moc"
