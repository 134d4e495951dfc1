// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/data_check.h"

#include <QElapsedTimer>

#include "core/base/error.h"
#include "core/tasks/task.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kMostDecoded = 300;        ///< Samples whose pixels are looked at; the training itself looks at more.
constexpr qint64 kProgressEvery = 100;  ///< ms

}  // namespace

DataCheck::DataCheck(QObject* parent) : QObject(parent) {}

void DataCheck::check(const TrainPlan& plan) {
    background_.drop();
    background_.start([this, plan](const Background::Ticket& ticket) { return look(plan, ticket); });
}

void DataCheck::cancel() { background_.drop(); }

void DataCheck::list(const TrainPlan& plan, const Background::Ticket& ticket) {
    const ScanOptions byName{.recursive = plan.data.recursive, .probe = false};
    auto names = scanFolder(toPath(text(plan.data.images)), byName, [&ticket](std::size_t, std::size_t) { return !ticket.dropped(); });
    if (ticket.dropped()) return;
    QMetaObject::invokeMethod(this, [this, ticket, images = std::move(names.images)] {
        if (!ticket.dropped()) Q_EMIT listed(images);
    });
}

Background::Done DataCheck::look(const TrainPlan& plan, const Background::Ticket& ticket) {
    QElapsedTimer sinceTold;
    sinceTold.start();
    const ScanProgress progress = [this, &ticket, &sinceTold](std::size_t done, std::size_t total) {
        if (sinceTold.elapsed() >= kProgressEvery) {
            sinceTold.restart();
            QMetaObject::invokeMethod(this, [this, ticket, done, total] {
                if (!ticket.dropped()) Q_EMIT progressed(static_cast<qint64>(done), static_cast<qint64>(total));
            });
        }
        return !ticket.dropped();
    };
    try {
        list(plan, ticket);
        auto found = std::make_shared<CheckedData>();
        const auto& row = task(plan.task);
        found->data = findData(plan.data, row, static_cast<std::uint64_t>(plan.training.seed), progress);
        if (ticket.dropped()) return {};
        PreflightOptions options{.target = row.target, .scale = plan.training.scale, .patchSize = plan.data.patchSize, .maxDecoded = kMostDecoded};
        found->report = preflight(found->data, options, progress);
        return [this, found] { Q_EMIT checked(found); };
    } catch (const std::exception& error) {
        const auto sentence = text(std::string(error.what()));
        return [this, sentence] { Q_EMIT failed(sentence); };
    }
}

}  // namespace gano

#include "moc_data_check.cpp"
