// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/estimate_line.h"

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <algorithm>
#include <cmath>

#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kEstimateDelay = 700;  ///< ms

QString stepText(double seconds) {
    return seconds < 1.0 ? EstimateLine::tr("%1 ms").arg(std::max(1.0, std::round(seconds * 1000.0))) : durationText(seconds);
}

QString deviceText(const std::string& device) { return device.starts_with("cuda") ? EstimateLine::tr("on the GPU") : EstimateLine::tr("on the processor"); }

}  // namespace

EstimateLine::EstimateLine(QWidget* parent) : QWidget(parent), time_(new QLabel(this)), memory_(new QLabel(this)), working_(new QProgressBar(this)) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(look::kGrid / 2);
    auto* heading = new QLabel(tr("On this device"), this);
    look::makeQuiet(heading);
    look::makeHeading(time_);
    look::makeQuiet(memory_);
    memory_->setWordWrap(true);
    working_->setRange(0, 0);
    working_->setAccessibleName(tr("Measuring"));
    grid->addWidget(heading, 0, 0);
    grid->addWidget(time_, 1, 0);
    grid->addWidget(memory_, 2, 0);
    grid->addWidget(working_, 3, 0);
    auto policy = working_->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    working_->setSizePolicy(policy);
    soon_.setSingleShot(true);
    soon_.setInterval(kEstimateDelay);
    connect(&soon_, &QTimer::timeout, this, &EstimateLine::begin);
}

EstimateLine::~EstimateLine() { stop(); }

void EstimateLine::stop() {
    soon_.stop();
    if (control_) control_->requestStop();
    background_.drop();
}

void EstimateLine::measure(const TrainPlan& plan, const PatchCounts& patches) {
    stop();
    plan_ = plan;
    patches_ = patches;
    tell(tr("Measuring…"), tr("Two training steps are tried out, which takes a few seconds."), true);
    soon_.start();
}

void EstimateLine::begin() {
    if (patches_.train == 0) return tell(tr("Not known yet"), tr("The images are still being checked."), true);
    control_ = std::make_shared<RunControl>();
    background_.start([this, plan = plan_, patches = patches_, control = control_](const Background::Ticket&) -> Background::Done {
        try {
            const auto estimate = estimateRun(plan, patches.train, patches.validation, *control);
            if (estimate.cancelled) return {};
            return [this, estimate] {
                tell(tr("About %1").arg(durationText(estimate.secondsTotal)),
                     tr("%1 with %2 of memory, %3 for a step").arg(deviceText(estimate.device), bytesText(estimate.memoryBytes), stepText(estimate.secondsPerStep)), false);
                Q_EMIT measured(estimate);
            };
        } catch (const std::exception& error) {
            return [this, sentence = text(std::string(error.what()))] { tell(tr("Not possible like this"), sentence, false); };
        }
    });
}

void EstimateLine::tell(const QString& time, const QString& memory, bool working) {
    time_->setText(time);
    memory_->setText(memory);
    working_->setVisible(working);
}

}  // namespace gano

#include "moc_estimate_line.cpp"
