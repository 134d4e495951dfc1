// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_check.h"

#include "core/base/error.h"
#include "core/data/data_set.h"
#include "core/tasks/task.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kSoon = 500;  ///< ms after the last change

std::shared_ptr<const CheckedStudy> lookAt(const StudyDraft& draft) {
    auto found = std::make_shared<CheckedStudy>();
    found->study = makeStudy(draft.id, draft.base, draft.choices);
    found->cells = cellsOf(found->study);
    const auto& study = found->study;
    const auto& row = task(study.base.task);
    const auto seed = static_cast<std::uint64_t>(study.seeds.front());
    auto data = study.base.data;
    if (!study.testImages.empty()) data.testPart = 0.0;
    const auto images = findData(data, row, seed);
    found->samples = images.samples.size();
    found->unpaired = images.images.images.size() - std::min(images.images.images.size(), images.samples.size());
    found->test = images.split.test.size();
    if (!study.testImages.empty()) {
        data.images = study.testImages;
        data.targets = study.testTargets;
        data.trainImages = data.maxImages = 0;
        found->test = findData(data, row, seed).samples.size();
    }
    return found;
}

}  // namespace

StudyCheck::StudyCheck(QObject* parent) : QObject(parent) {
    soon_.setSingleShot(true);
    soon_.setInterval(kSoon);
    connect(&soon_, &QTimer::timeout, this, &StudyCheck::begin);
}

StudyCheck::~StudyCheck() { stop(); }

void StudyCheck::check(const StudyDraft& draft) {
    stop();
    draft_ = draft;
    soon_.start();
}

void StudyCheck::stop() {
    soon_.stop();
    background_.drop();
    cancelMeasuring();
}

void StudyCheck::cancelMeasuring() {
    if (control_) control_->requestStop();
    control_.reset();
    measuring_.drop();
}

void StudyCheck::begin() {
    background_.start([this, draft = draft_](const Background::Ticket&) -> Background::Done {
        try {
            const auto found = lookAt(draft);
            return [this, found] { Q_EMIT checked(found), measure(found->study); };
        } catch (const std::exception& error) {
            return [this, sentence = text(std::string(error.what()))] { Q_EMIT refused(sentence); };
        }
    });
}

void StudyCheck::measure(const Study& study) {
    cancelMeasuring();
    control_ = std::make_shared<RunControl>();
    Q_EMIT measuring();
    measuring_.start([this, study, control = control_](const Background::Ticket&) -> Background::Done {
        try {
            const auto estimate = estimateStudy(study, *control);
            if (estimate.cancelled) return {};
            return [this, estimate] { Q_EMIT measured(estimate); };
        } catch (const std::exception& error) {
            return [this, sentence = text(std::string(error.what()))] { Q_EMIT unmeasurable(sentence); };
        }
    });
}

}  // namespace gano

#include "moc_study_check.cpp"
