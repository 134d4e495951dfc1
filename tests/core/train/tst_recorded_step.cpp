// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/types.h>
#include <torch/version.h>

#include <QTest>
#include <cmath>
#include <stdexcept>

#include "core/train/grouped_adam_torch.h"
#include "core/train/recorded_step_torch.h"
#include "core/train/steps_torch.h"

namespace {

constexpr int warmUps = gano::RecordedStep::warmUps;

/// Keeps the work itself. As on a GPU, recording it changes nothing.
class FakeRecorder final : public gano::StepRecorder {
public:
    struct Log {
        int recordings = 0, replays = 0, forgotten = 0;
        std::string failure;          ///< Thrown at the end of each recording, unless empty.
        std::vector<at::Tensor> wrong;  ///< What replays spoil.
    };
    FakeRecorder(Log& log, std::vector<at::Tensor> kept) : log_(log), kept_(std::move(kept)) {}

    void warmUp(const std::function<void()>& work) override { work(); }
    void record(const std::function<void()>& work) override {
        std::vector<at::Tensor> values;
        for (const auto& tensor : kept_) values.push_back(tensor.detach().clone());
        work();
        const at::NoGradGuard noGradients;
        for (std::size_t i = 0; i < kept_.size(); ++i) kept_[i].copy_(values[i]);
        if (!log_.failure.empty()) throw std::runtime_error(log_.failure);
        ++log_.recordings;
        work_ = work;
    }
    void replay() override {
        ++log_.replays;
        work_();
        const at::NoGradGuard noGradients;
        for (auto& tensor : log_.wrong) tensor.add_(1e-2);
    }
    void forget() override {
        ++log_.forgotten;
        work_ = nullptr;
    }

private:
    Log& log_;
    std::vector<at::Tensor> kept_;
    std::function<void()> work_;
};

struct Line : torch::nn::Module {
    at::Tensor slope = register_parameter("slope", torch::tensor({0.5F, -0.25F, 1.0F}));
    at::Tensor offset = register_parameter("offset", torch::zeros({1}));
    at::Tensor batches = register_buffer("batches", torch::zeros({}, torch::kLong));
};

/// Descent with momentum whose rate falls with the number of steps.
class Descent final : public gano::RecordedOptimiser {
public:
    explicit Descent(std::vector<at::Tensor> weights) : weights_(std::move(weights)) {
        for (const auto& weight : weights_) momentum_.push_back(at::zeros_like(weight).detach());
    }
    void step() {
        if (!recording_) count();
        const at::NoGradGuard noGradients;
        for (std::size_t i = 0; i < weights_.size(); ++i) {
            if (!weights_[i].grad().defined()) continue;
            momentum_[i].mul_(0.5).add_(weights_[i].grad());
            weights_[i].sub_(momentum_[i] * rateTensor_ / number_.sqrt());
        }
    }
    bool recordable() override { return able; }
    void beginRecording() override { recording_ = true; }
    void endRecording() override { recording_ = false; }
    void beforeReplay() override { count(); }
    void forgetRecording() override {}
    std::vector<at::Tensor> moments() override { return momentum_; }
    at::Tensor squareOf(const at::Tensor&) override { return {}; }
    std::vector<std::int64_t> steps() override { return {steps_}; }
    void setSteps(const std::vector<std::int64_t>& steps) override { steps_ = steps.at(0); }

    double rate = 0.05;
    bool able = true;

private:
    void count() {
        number_.fill_(static_cast<double>(++steps_));
        rateTensor_.fill_(rate);
    }
    std::vector<at::Tensor> weights_, momentum_;
    at::Tensor number_ = torch::ones({}), rateTensor_ = torch::ones({});
    std::int64_t steps_ = 0;
    bool recording_ = false;
};

/// A line that learns, with or without a recorder.
struct Learner {
    explicit Learner(bool records) {
        for (const auto& weight : line->parameters()) changing.push_back(weight);
        changing.push_back(line->batches);
        for (const auto& moment : descent.moments()) changing.push_back(moment);
        if (records)
            recorded = std::make_unique<gano::RecordedStep>(gano::RecordedStep::Parts{{line.get()}, {&descent}, &memory}, std::make_unique<FakeRecorder>(log, changing),
                                                            [this](const std::string& sentence) { told.push_back(sentence); });
    }
    at::Tensor learn(int index, int count = 4) {
        const auto x = torch::sin(torch::arange(count * 3, torch::kFloat) + index).view({count, 3}), y = x.sum(1) * 0.3 + 0.1;
        const auto eager = [this](const at::Tensor& input, const at::Tensor& target) {
            for (auto& weight : line->parameters()) weight.mutable_grad() = at::Tensor();
            at::Tensor loss;
            memory.run(input.size(0), [] {}, [&](std::int64_t start, std::int64_t length, double share) {
                loss = ((input.narrow(0, start, length) * line->slope).sum(1) + line->offset - target.narrow(0, start, length)).square().mean();
                (loss * share).backward();
            });
            line->batches += 1;
            descent.step();
            return loss.detach().view({1});
        };
        return recorded ? recorded->run(x, y, eager) : eager(x, y);
    }

    std::shared_ptr<Line> line = std::make_shared<Line>();
    Descent descent{line->parameters()};
    gano::MemoryPatience memory{0, [](const std::string&) {}};
    FakeRecorder::Log log;
    std::vector<at::Tensor> changing;
    std::vector<std::string> told;
    std::unique_ptr<gano::RecordedStep> recorded;
};

bool same(const Learner& a, const Learner& b) {
    for (std::size_t i = 0; i < a.changing.size(); ++i)
        if (!torch::equal(a.changing[i], b.changing[i])) return false;
    return true;
}

}  // namespace

class TestRecordedStep : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void replayedStepsLearnAsOthersDo() {
        Learner recorded(true), plain(false);
        for (int i = 0; i < 12; ++i) {
            QVERIFY(torch::equal(recorded.learn(i), plain.learn(i)));
            QVERIFY2(same(recorded, plain), qPrintable(QString::number(i)));
            QCOMPARE(recorded.recorded->replays(), i >= warmUps);
        }
        QCOMPARE(recorded.log.recordings, 1);
        QCOMPARE(recorded.descent.steps(), plain.descent.steps());
        QCOMPARE(recorded.told.size(), std::size_t{1});
        QVERIFY(recorded.told.front().starts_with("The training step was recorded:"));
    }

    void lossesOfOneStepOutliveTheNext() {
        Learner recorded(true), plain(false);
        std::vector<at::Tensor> losses;
        for (int i = 0; i < 10; ++i) losses.push_back(recorded.learn(i));
        for (int i = 0; i < 10; ++i) QVERIFY(torch::equal(losses[static_cast<std::size_t>(i)], plain.learn(i)));
    }

    void anEpochsSmallerLastBatchIsNoReasonToRecordAnew() {
        Learner recorded(true), plain(false);
        for (int i = 0; i < 60; ++i) {
            const int count = i % 10 == 9 ? 2 : 4;
            recorded.learn(i, count);
            plain.learn(i, count);
        }
        QVERIFY(same(recorded, plain));
        QCOMPARE(recorded.log.recordings, 1);
        QVERIFY(recorded.recorded->replays());
    }

    void aChangedLearningRateIsFollowed() {
        Learner recorded(true), plain(false);
        for (int i = 0; i < 20; ++i) {
            recorded.descent.rate = plain.descent.rate = 0.05 / (1 + i / 5);
            recorded.learn(i);
            plain.learn(i);
        }
        QVERIFY(same(recorded, plain));
        QCOMPARE(recorded.log.recordings, 1);
    }

    void otherSizesThatStayAreRecordedInstead() {
        Learner recorded(true), plain(false);
        for (int i = 0; i < 20; ++i) {
            recorded.learn(i, i < 8 ? 4 : 6);
            plain.learn(i, i < 8 ? 4 : 6);
        }
        QVERIFY(same(recorded, plain));
        QCOMPARE(recorded.log.recordings, 2);
    }

    void weightsThatBeginToLearnAreRecordedAnew() {
        Learner recorded(true), plain(false);
        for (auto* learner : {&recorded, &plain}) {
            learner->line->offset.set_requires_grad(false);
            for (int i = 0; i < 20; ++i) {
                if (i == 9) learner->line->offset.set_requires_grad(true);
                learner->learn(i);
            }
        }
        QVERIFY(same(recorded, plain));
        QCOMPARE(recorded.log.recordings, 2);
        QCOMPARE(recorded.told.size(), std::size_t{1});
        QVERIFY(plain.line->offset.item<float>() != 0.0F);
    }

    void layersInAnotherModeAreRecordedAnew() {
        Learner recorded(true);
        for (int i = 0; i < 20; ++i) {
            recorded.line->train(i < 8);
            recorded.learn(i);
        }
        QCOMPARE(recorded.log.recordings, 2);
    }

    void whatCannotBeRecordedIsComputedAsEver() {
        Learner recorded(true), plain(false);
        recorded.log.failure = "operation not permitted when stream is capturing. More of no interest";
        for (int i = 0; i < 12; ++i) {
            recorded.learn(i);
            plain.learn(i);
        }
        QVERIFY(same(recorded, plain));
        QCOMPARE(recorded.descent.steps(), plain.descent.steps());
        QCOMPARE(recorded.told.size(), std::size_t{1});
        QVERIFY(recorded.told.front().ends_with("slower: operation not permitted when stream is capturing."));
        QCOMPARE(recorded.log.replays, 0);
    }

    void aRecordingWithOtherResultsIsNotUsed() {
        for (const std::size_t spoilt : {0U, 1U, 2U, 3U}) {
            Learner recorded(true), plain(false);
            recorded.log.wrong = {recorded.changing[spoilt]};
            if (recorded.changing[spoilt].scalar_type() == torch::kLong) continue;  // Adding a part of one to it changes nothing.
            for (int i = 0; i < 12; ++i) {
                recorded.learn(i);
                plain.learn(i);
            }
            QVERIFY2(same(recorded, plain), qPrintable(QString::number(spoilt)));
            QCOMPARE(recorded.told.size(), std::size_t{1});
            QVERIFY(!recorded.recorded->replays());
        }
    }

    void nothingIsRecordedWhileABatchIsDoneInPieces() {
        Learner recorded(true), plain(false);
        for (int i = 0; i < 20; ++i) {
            for (auto* learner : {&recorded, &plain}) learner->memory.setMicroBatch(i < 8 ? 0 : 2);
            recorded.learn(i);
            plain.learn(i);
            QCOMPARE(recorded.recorded->replays(), i >= warmUps && i < 8);
        }
        QVERIFY(same(recorded, plain));
    }

    void memoryThatEndsWhileRecordingIsNotMendedThere() {
        Learner recorded(true);
        recorded.log.failure = "CUDA out of memory";
        for (int i = 0; i < 8; ++i) recorded.learn(i);
        QCOMPARE(recorded.memory.microBatch(), std::int64_t{0});
        QCOMPARE(recorded.told.size(), std::size_t{1});
        // Afterwards it is mended again.
        int tries = 0;
        recorded.memory.run(4, [] {}, [&](std::int64_t, std::int64_t, double) {
            if (++tries == 1) throw std::bad_alloc();
        });
        QCOMPARE(recorded.memory.microBatch(), std::int64_t{2});
    }

    void anOptimiserThatIsNotReadyIsWaitedFor() {
        Learner recorded(true);
        recorded.descent.able = false;
        for (int i = 0; i < 10; ++i) recorded.learn(i);
        QCOMPARE(recorded.log.recordings, 0);
        recorded.descent.able = true;
        recorded.learn(10);
        QCOMPARE(recorded.log.recordings, 1);
    }

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

QTEST_APPLESS_MAIN(TestRecordedStep)
#include "tst_recorded_step.moc"
