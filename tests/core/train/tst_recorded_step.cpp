// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/types.h>

#include <QTest>

#include "core/train/recorded_step_torch.h"
#include "tests/support/fake_recorder.h"
#include "tests/support/test_program.h"

namespace {

using gano::test::FakeRecorder;

constexpr int warmUps = gano::RecordedStep::warmUps;

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

    void whereMemoryBecomesShortTheRecordingGoesFirst() {
        Learner recorded(true), plain(false);
        for (int i = 0; i < 8; ++i) recorded.learn(i), plain.learn(i);
        QVERIFY(recorded.recorded->replays());
        int tries = 0;
        recorded.memory.run(4, [] {}, [&](std::int64_t, std::int64_t, double) {
            if (++tries == 1) throw std::bad_alloc();
        });
        QCOMPARE(tries, 2);
        QCOMPARE(recorded.memory.microBatch(), std::int64_t{0});
        QCOMPARE(recorded.told.size(), std::size_t{2});
        for (int i = 8; i < 16; ++i) recorded.learn(i), plain.learn(i);
        QVERIFY(same(recorded, plain) && !recorded.recorded->replays());
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
};

GANO_PLAIN_TEST(TestRecordedStep)
#include "tst_recorded_step.moc"
