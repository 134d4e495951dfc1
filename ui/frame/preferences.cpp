// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/preferences.h"

#include <QSettings>
#include <array>

#include "core/train/plan.h"
#include "ui/style/words.h"

namespace gano {

namespace {

const std::array kThemes{QStringLiteral("system"), QStringLiteral("light"), QStringLiteral("dark")};

}  // namespace

Preferences Preferences::load() {
    const QSettings settings;
    Preferences read;
    read.device = settings.value(QStringLiteral("compute/device"), QStringLiteral("auto")).toString().toStdString();
    read.threads = settings.value(QStringLiteral("compute/threads"), 0).toInt();
    const auto theme = settings.value(QStringLiteral("window/theme")).toString();
    for (std::size_t i = 0; i < kThemes.size(); ++i)
        if (theme == kThemes[i]) read.theme = static_cast<look::Theme>(i);
    return read;
}

void Preferences::save() const {
    QSettings settings;
    settings.setValue(QStringLiteral("compute/device"), text(device));
    settings.setValue(QStringLiteral("compute/threads"), threads);
    settings.setValue(QStringLiteral("window/theme"), kThemes[static_cast<std::size_t>(theme)]);
}

void Preferences::applyTo(TrainPlan& plan) const {
    if (plan.training.device == "auto") plan.training.device = device;
    if (plan.training.threads == 0) plan.training.threads = threads;
}

}  // namespace gano
