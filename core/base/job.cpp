// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/job.h"

#include <new>

#include "core/base/error.h"

namespace gano {

Outcome outcomeOf(const std::function<Outcome()>& work) {
    try {
        return work();
    } catch (const UsageError& failure) {
        return {RunOutcome::Failed, failure.what(), {}, true};
    } catch (const std::bad_alloc&) {
        return {RunOutcome::Failed, "This computer's memory is used up. Close other programs, or choose a smaller network, crop or tile.", {}};
    } catch (const std::exception& failure) {
        return {RunOutcome::Failed, failure.what(), {}};
    }
}

Outcome toldOutcome(RunObserver& observer, const std::function<Outcome()>& work) {
    const auto outcome = outcomeOf(work);
    observer.onEvent(RunFinished{outcome});
    return outcome;
}

}  // namespace gano
