// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/training_group_torch.h"

#include <torch/types.h>
#include <torch/version.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <fmt/format.h>
#include <future>
#include <mutex>
#include <thread>

#include "core/base/files.h"
#include "core/train/c10d_torch.h"

namespace gano {

struct TrainingGroup::Told {
    int answer = 0;
    bool stop = false;
};

#ifdef GANOSCOPE_HAS_GLOO
namespace {

using namespace std::chrono_literals;

enum Answer { Working = 0, GoOn = 1, Stop = 2 };
constexpr auto heartbeat = 200ms;
constexpr auto noteWait = 2s;       // For the reason of a process that failed to arrive.
constexpr auto farewellWait = 10s;  // For the others to have read it.

std::vector<std::uint8_t> bytesOf(const std::string& text) { return {text.begin(), text.end()}; }

/// The answer of `ask`, or nothing when it throws or takes too long: a store whose machine is gone would block for good.
template <class Answer>
Answer inTime(std::chrono::milliseconds most, const std::function<Answer()>& ask) {
    const auto answer = std::make_shared<std::promise<Answer>>();
    auto ready = answer->get_future();
    std::thread([answer, ask] {
        try {
            answer->set_value(ask());
        } catch (...) {
            answer->set_value({});
        }
    }).detach();
    return ready.wait_for(most) == std::future_status::ready ? ready.get() : Answer{};
}

}  // namespace

struct TrainingGroup::Impl {
    talk::StorePointer store;
    talk::GroupPointer small, large, device;  ///< `device`: NCCL's, where there is one; the others are Gloo's.
    int generation = 0;
    mutable std::atomic<bool> lost = false;  ///< Nobody is to be waited for at the end.

    std::string memoryKey() const { return fmt::format("memory/{}", generation); }

    void meet(const Processes& p, bool withNccl) {
        const char* chosen = std::getenv("GLOO_SOCKET_IFNAME");
        const std::string all = chosen == nullptr ? "" : chosen, interface = all.substr(0, all.find(','));
        const bool local = p.localSize == p.size || p.masterAddress == "127.0.0.1" || p.masterAddress == "localhost";
        const auto make = [&](const char* name) {
            return talk::glooGroup(talk::under(fmt::format("{}/{}", name, generation), store), p.rank, p.size, patience, interface, local);
        };
        small = make("small");
        large = make("large");
#ifdef GANOSCOPE_HAS_NCCL
        if (withNccl) device = talk::ncclGroup(talk::under(fmt::format("nccl/{}", generation), store), p.rank, p.size, patience);
#else
        static_cast<void>(withNccl);
#endif
    }

    /// The small group first: others that wait in it are told at once, and let go of gradients that this process waits for.
    void part() {
        small.reset();
        device.reset();
        large.reset();
    }

    /// Throws what became of the others, after one of their connections failed.
    [[noreturn]] void throwLost(const Processes& p, const std::string& failure) const {
        const auto kept = store;
        const auto memory = memoryKey();
        const auto note = inTime<std::string>(noteWait + 1s, [kept, memory]() -> std::string {
            for (const auto end = std::chrono::steady_clock::now() + noteWait; std::chrono::steady_clock::now() < end; std::this_thread::sleep_for(20ms)) {
                if (kept->check({memory})) return "memory";
                if (!kept->check({"cause"})) continue;
                const auto bytes = kept->get("cause");
                return {bytes.begin(), bytes.end()};
            }
            return {};
        });
        if (note == "memory") throw OthersMemoryUsedUp();
        if (!note.empty()) throw Error(note);
        lost = true;
        const bool late = failure.find("imed out") != std::string::npos || failure.find("imeout") != std::string::npos;
        throw Error(fmt::format("{} of the {} processes {}. The last checkpoint is kept; resume the run from it.", p.size == 2 ? "The other" : "Another", p.size,
                                late ? fmt::format("did not answer for {} minutes", patience.count()) : "is lost: it was killed, or its machine or network failed"));
    }

    template <class Call>
    void guarded(const Processes& p, const Call& call) const {
        std::string failure;
        try {
            call();
            return;
        } catch (const std::exception& thrown) {
            failure = thrown.what();
        }
        throwLost(p, failure);
    }
};

TrainingGroup::TrainingGroup(const Processes& processes) : processes_(processes), impl_(std::make_unique<Impl>()) {}

std::unique_ptr<TrainingGroup> TrainingGroup::join(const Processes& processes, const at::Device& device) {
    const auto& p = processes;
    std::unique_ptr<TrainingGroup> group(new TrainingGroup(p));
    try {
        const auto whole = talk::openStore(p.masterAddress, p.masterPort, p.first() && !p.launcherServes, patience);
        group->impl_->store = talk::under("ganoscope/" + p.attempt, whole);
        group->impl_->meet(p, device.is_cuda());
    } catch (const std::exception& failure) {
        group->impl_->lost = true;
        if (std::string(failure.what()).find("in use") != std::string::npos)
            throw Error(fmt::format("Port {} of this machine is in use, so that the other processes cannot meet there: set MASTER_PORT to another number.", p.masterPort));
        throw Error(fmt::format("Process {} of {} did not find the others at {}, port {}, within {} minutes: look whether all were started, and that the network lets them through.",
                                p.rank + 1, p.size, p.masterAddress, p.masterPort, patience.count()));
    }
    group->requireSame(fmt::format("{} {}.{} {}", GANOSCOPE_VERSION, TORCH_VERSION_MAJOR, TORCH_VERSION_MINOR, device.is_cuda()),
                       "The processes do not fit together: all need the same version of Ganoscope and LibTorch, and all a GPU or none.");
    return group;
}

TrainingGroup::~TrainingGroup() {
    impl_->part();
    if (impl_->lost) return;
    // The place where they meet must not go before the last of them has.
    const auto kept = impl_->store;
    const int size = processes_.size;
    const bool waits = processes_.first();
    inTime<bool>(farewellWait, [kept, size, waits] {
        kept->add("farewell", 1);
        for (const auto end = std::chrono::steady_clock::now() + farewellWait; waits && kept->add("farewell", 0) < size && std::chrono::steady_clock::now() < end;)
            std::this_thread::sleep_for(20ms);
        return true;
    });
}

void TrainingGroup::leave(const std::string& sentence) noexcept {
    if (impl_->lost) return;
    try {
        const auto kept = impl_->store;
        const auto note = fmt::format("Process {} of {} failed: {}", processes_.rank + 1, processes_.size, sentence);
        inTime<bool>(farewellWait, [kept, note] { return kept->set("cause", bytesOf(note)), true; });
    } catch (const std::exception&) {
        // The others see a lost process then.
    }
    // Closing the connections is what wakes the others; then ~TrainingGroup waits until they have read the note.
    impl_->part();
}

void TrainingGroup::regroup(bool here) {
    impl_->guarded(processes_, [&] {
        if (here) impl_->store->set(impl_->memoryKey(), bytesOf("1"));
        const bool withNccl = impl_->device.defined();
        impl_->part();
        ++impl_->generation;
        impl_->meet(processes_, withNccl);
    });
}

void TrainingGroup::sum(at::Tensor& values) {
    impl_->guarded(processes_, [&] {
        std::vector<at::Tensor> list{values};
        (values.is_cuda() && impl_->device.defined() ? impl_->device : impl_->small)->allreduce(list)->wait();
    });
}

std::unique_ptr<PendingSum> TrainingGroup::startSum(at::Tensor& values) {
    struct Pending final : PendingSum {
        Pending(TrainingGroup& whole, talk::WorkPointer started) : group(whole), work(std::move(started)) {}
        void wait() override {
            group.impl_->guarded(group.processes_, [&] { work->wait(); });
        }
        TrainingGroup& group;
        talk::WorkPointer work;
    };
    std::unique_ptr<PendingSum> pending;
    impl_->guarded(processes_, [&] {
        std::vector<at::Tensor> list{values};
        pending = std::make_unique<Pending>(*this, (values.is_cuda() && impl_->device.defined() ? impl_->device : impl_->large)->allreduce(list));
    });
    return pending;
}

void TrainingGroup::copyFirst(const std::vector<at::Tensor>& tensors) {
    at::NoGradGuard noGradients;
    for (const auto& tensor : tensors) {
        auto flat = tensor.detach().contiguous();
        impl_->guarded(processes_, [&] {
            std::vector<at::Tensor> list{flat};
            (flat.is_cuda() && impl_->device.defined() ? impl_->device : impl_->small)->broadcast(list)->wait();
        });
        if (!first()) tensor.detach().copy_(flat);
    }
}

double TrainingGroup::ofFirst(double value) {
    const auto number = at::full({1}, value, at::kDouble);
    copyFirst({number});
    return number.item<double>();
}

double TrainingGroup::smallest(double value) {
    // Of sums alone: everyone fills its own place.
    auto all = at::zeros({processes_.size}, at::kDouble);
    all[processes_.rank] = value;
    sum(all);
    return all.min().item<double>();
}

std::string TrainingGroup::ofFirst(const std::string& text) {
    const auto length = static_cast<std::int64_t>(ofFirst(static_cast<double>(text.size())));
    auto bytes = at::zeros({length}, at::kByte);
    if (first()) std::copy(text.begin(), text.end(), bytes.data_ptr<std::uint8_t>());
    copyFirst({bytes});
    return {bytes.data_ptr<std::uint8_t>(), bytes.data_ptr<std::uint8_t>() + length};
}

void TrainingGroup::requireSame(const std::string& text, const std::string& sentence) {
    const auto mine = static_cast<std::int64_t>(std::stoll(fingerprint(text).substr(0, 12), nullptr, 16));
    const auto theirs = at::full({1}, mine, at::kLong);
    copyFirst({theirs});
    auto different = at::full({1}, theirs.item<std::int64_t>() == mine ? 0 : 1, at::kLong);
    sum(different);
    if (different.item<std::int64_t>() != 0) throw Error(sentence);
}

TrainingGroup::Told TrainingGroup::exchange(int answer, bool stop) {
    auto told = at::tensor({static_cast<std::int64_t>(answer), static_cast<std::int64_t>(stop)}, at::kLong);
    sum(told);
    const auto* value = told.data_ptr<std::int64_t>();
    return {static_cast<int>(value[0]), value[1] > 0};
}

bool TrainingGroup::proceed(RunControl& control) {
    if (!exchange(Working, !control.proceed()).stop) return true;
    control.requestStop();
    return false;
}

bool TrainingGroup::alone(RunControl& control, const std::function<bool()>& work) {
    if (!first()) {
        for (;;) {
            const auto told = exchange(Working, control.stopRequested());
            if (told.answer != Working) return told.answer == GoOn;
        }
    }
    std::mutex mutex;
    std::condition_variable changed;
    bool over = false;
    std::exception_ptr lost;
    std::thread heart([&] {
        try {
            for (std::unique_lock lock(mutex); !changed.wait_for(lock, heartbeat, [&] { return over; });) {
                lock.unlock();
                if (exchange(Working, false).stop) control.requestStop();
                lock.lock();
            }
        } catch (...) {
            lost = std::current_exception();
            control.requestStop();
        }
    });
    const auto rest = [&] {
        {
            const std::lock_guard lock(mutex);
            over = true;
        }
        changed.notify_all();
        heart.join();
    };
    bool goOn = false;
    try {
        goOn = work();
    } catch (...) {
        rest();
        throw;
    }
    rest();
    if (lost) std::rethrow_exception(lost);
    exchange(goOn ? GoOn : Stop, false);
    return goOn;
}

#else  // One process.

struct TrainingGroup::Impl {};
TrainingGroup::TrainingGroup(const Processes& processes) : processes_(processes) {}
std::unique_ptr<TrainingGroup> TrainingGroup::join(const Processes& processes, const at::Device&) {
    throw Error(fmt::format("This Ganoscope was built without the means to train by several processes, but {} were started. Start one, or build it with Gloo's headers at hand.",
                            processes.size));
}
TrainingGroup::~TrainingGroup() = default;
void TrainingGroup::leave(const std::string&) noexcept {}
void TrainingGroup::regroup(bool) {}
void TrainingGroup::sum(at::Tensor&) {}
std::unique_ptr<PendingSum> TrainingGroup::startSum(at::Tensor&) { return nullptr; }
void TrainingGroup::copyFirst(const std::vector<at::Tensor>&) {}
double TrainingGroup::ofFirst(double value) { return value; }
double TrainingGroup::smallest(double value) { return value; }
std::string TrainingGroup::ofFirst(const std::string& text) { return text; }
void TrainingGroup::requireSame(const std::string&, const std::string&) {}
TrainingGroup::Told TrainingGroup::exchange(int, bool) { return {}; }
bool TrainingGroup::proceed(RunControl& control) { return control.proceed(); }
bool TrainingGroup::alone(RunControl&, const std::function<bool()>& work) { return work(); }

#endif

}  // namespace gano
