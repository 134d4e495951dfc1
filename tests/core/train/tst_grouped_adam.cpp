// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/grouped_adam_torch.h"

#include <torch/types.h>
#include <torch/version.h>

#include <QTest>
#include <cmath>

#include "core/train/steps_torch.h"
#include "tests/support/fake_recorder.h"
#include "tests/support/test_program.h"

namespace {

using gano::test::FakeRecorder;

}  // namespace

class TestGroupedAdam : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void adamInOneCallMovesWeightsOfAnyLayoutAsAdamDoes() {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
        std::vector<std::vector<at::Tensor>> weights(2);
        std::vector<std::unique_ptr<gano::GroupedAdam>> adams;
        for (auto& list : weights) {
            torch::manual_seed(4);
            const auto sideBySide = at::MemoryFormat::ChannelsLast;
            list = {torch::randn({4, 3, 3, 3}).contiguous(sideBySide), torch::randn({4, 1, 3, 3}).contiguous(sideBySide), torch::randn({5, 4, 1, 1}), torch::randn({7})};
            for (auto& weight : list) weight.requires_grad_();
            adams.push_back(std::make_unique<gano::GroupedAdam>(list, torch::optim::AdamOptions(1e-2).betas({0.5, 0.999})));
        }
        const auto makeGradients = [](std::vector<at::Tensor>& list, int step) {
            for (auto& weight : list) weight.mutable_grad() = torch::sin(torch::arange(weight.numel(), torch::kFloat) + step).view(weight.sizes()).contiguous();
            if (step < 2) list[2].mutable_grad() = at::Tensor();  // It lags behind the others from then on.
        };
        for (int step = 0; step < 4; ++step)
            for (std::size_t k = 0; k < 2; ++k) {
                makeGradients(weights[k], step);
                adams[k]->step();
            }
        // Moments from a file are laid out in rows.
        for (auto& state : adams[0]->state()) {
            auto& known = static_cast<torch::optim::AdamParamState&>(*state.second);
            known.exp_avg(known.exp_avg().contiguous().clone());
        }
        QVERIFY(adams[0]->recordable());
        std::vector<at::Tensor> values;
        auto changing = adams[0]->moments();
        changing.insert(changing.end(), weights[0].begin(), weights[0].end());
        for (const auto& tensor : changing) values.push_back(tensor.detach().clone());
        const auto takenDown = [&] {
            adams[0]->beginRecording();
            adams[0]->step();
            adams[0]->endRecording();
        };
        makeGradients(weights[0], 4);
        takenDown();
        {
            const at::NoGradGuard noGradients;
            for (std::size_t i = 0; i < changing.size(); ++i) changing[i].copy_(values[i]);
        }
        for (int step = 4; step < 8; ++step) {
            for (std::size_t k = 0; k < 2; ++k) makeGradients(weights[k], step);
            for (auto& adam : adams) static_cast<torch::optim::AdamOptions&>(adam->param_groups().front().options()).lr(1e-2 / step);
            adams[0]->beforeReplay();
            takenDown();
            adams[1]->step();
        }
        QCOMPARE(adams[0]->steps(), adams[1]->steps());
        QCOMPARE(adams[0]->steps().at(2), std::int64_t{6});
        for (std::size_t i = 0; i < 4; ++i) QVERIFY(torch::allclose(weights[0][i], weights[1][i], 1e-5, 1e-6));
#else
        QSKIP("For processors, LibTorch has it since 2.4.");
#endif
    }

    void theGanStepIsReplayedWithTheSameNumbers_data() {
        QTest::addColumn<QString>("kind");
        // Before batch norm, biases go where rounding sends them; without norms every weight can be compared.
        for (const auto* kind : {"none", "batch"}) QTest::newRow(kind) << QString::fromLatin1(kind);
    }
    void theGanStepIsReplayedWithTheSameNumbers() {
        QFETCH(QString, kind);
        static std::string norm;
        norm = kind.toStdString();
        struct Parts {
            std::shared_ptr<gano::ImageNetwork> g = gano::makeGenerator({.id = "unet_2_44", .inChannels = 1, .outChannels = 1, .baseWidth = 4, .norm = norm});
            std::shared_ptr<gano::PatchGan> d = gano::makeDiscriminator(2, "batch");
            std::unique_ptr<gano::GroupedAdam> og, od;
            gano::MemoryPatience memory{0, [](const std::string&) {}};
            std::unique_ptr<gano::GanStep> step;
            FakeRecorder::Log log;
            std::vector<std::string> told;
        } replayed, plain;
        for (auto* parts : {&replayed, &plain}) {
            gano::initialise(*parts->g, "normal-0.02", 1);
            gano::initialise(*parts->d, "normal-0.02", 2);
            parts->og = std::make_unique<gano::GroupedAdam>(parts->g->parameters(), torch::optim::AdamOptions(2e-3).betas({0.5, 0.999}));
            parts->od = std::make_unique<gano::GroupedAdam>(parts->d->parameters(), torch::optim::AdamOptions(2e-4).betas({0.5, 0.999}));
            parts->step = std::make_unique<gano::GanStep>(*parts->g, *parts->d, *parts->og, *parts->od, "lsgan", 100.0, parts->memory);
        }
        const auto batch = [](int index, std::int64_t count) { return torch::sin(torch::arange(count * 32 * 32, torch::kFloat) * 0.37 + index).view({count, 1, 32, 32}); };
        std::vector<double> losses[2];
        for (auto* parts : {&replayed, &plain}) {
            for (int i = 0; i < 14; ++i) {
                if (i == 2 && parts == &replayed) {  // Adam has made its moments, which the fake recorder must know.
                    auto kept = parts->g->parameters();
                    for (const auto& more : {parts->d->parameters(), parts->g->buffers(), parts->d->buffers(), parts->og->moments(), parts->od->moments()}) kept.insert(kept.end(), more.begin(), more.end());
                    parts->step->record(std::make_unique<FakeRecorder>(parts->log, kept), [parts](const std::string& sentence) { parts->told.push_back(sentence); });
                }
                if (i == 10) static_cast<torch::optim::AdamOptions&>(parts->og->param_groups().front().options()).lr(1e-3);
                const auto clean = batch(i, i == 9 ? 1 : 2);
                const auto loss = parts->step->run(clean + 0.1 * batch(i + 100, clean.size(0)), clean);
                losses[parts == &plain].push_back(loss.sum().item<double>());
            }
        }
        for (const auto& sentence : replayed.told) QVERIFY2(sentence.find("could not") == std::string::npos, sentence.c_str());
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
        QCOMPARE(replayed.log.recordings, 1);
        QVERIFY(replayed.log.replays >= 6);
#else
        QCOMPARE(replayed.log.recordings, 0);  // Adam with its numbers in tensors came later, for processors.
#endif
        QCOMPARE(replayed.og->steps(), plain.og->steps());
        for (std::size_t i = 0; i < losses[0].size(); ++i) QVERIFY2(std::abs(losses[0][i] / losses[1][i] - 1) < (norm == "batch" ? 1e-2 : 1e-4), qPrintable(QString::number(i)));
        if (norm == "batch") return;
        const auto a = replayed.g->parameters(), b = plain.g->parameters();
        for (std::size_t i = 0; i < a.size(); ++i) QVERIFY(torch::allclose(a[i], b[i], 1e-3, 1e-4));
        const auto batchesA = replayed.d->buffers(), batchesB = plain.d->buffers();
        for (std::size_t i = 0; i < batchesA.size(); ++i) QVERIFY(torch::allclose(batchesA[i].to(torch::kDouble), batchesB[i].to(torch::kDouble), 1e-3, 1e-5));
    }
};

GANO_PLAIN_TEST(TestGroupedAdam)
#include "tst_grouped_adam.moc"
