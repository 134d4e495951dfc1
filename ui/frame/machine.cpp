// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/machine.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QLocale>
#include <QScreen>
#include <QSettings>
#include <QSysInfo>
#include <QThread>
#include <algorithm>
#include <cmath>

#include "ui/frame/say.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {

namespace {

const ComputeDevice* chosen(const MachineFacts& machine, const std::string& wanted) {
    const auto& all = machine.devices;
    const auto found = std::ranges::find_if(
        all, [&wanted](const ComputeDevice& device) { return device.id == wanted || (wanted == "cuda" && device.id == "cuda:0"); });
    if (found != all.end()) return &*found;
    return all.empty() ? nullptr : &all.front();
}

// English needs no translation file for its plural this way.
QString threadsText(int threads) { return threads == 1 ? say("Processor, 1 thread") : say("Processor, %1 threads").arg(threads); }

bool hasGpu(const MachineFacts& machine) {
    return std::ranges::any_of(machine.devices, [](const ComputeDevice& device) { return device.id.starts_with("cuda"); });
}

}  // namespace

MachineFacts readMachine() { return {computeDevices(), engineVersion(), slowBlasSentence(), missingGpuSentence()}; }

QString deviceName(const MachineFacts& machine, const std::string& wanted, int threads) {
    const auto* device = chosen(machine, wanted);
    if (device == nullptr) return say("No device");
    return device->id == "cpu" ? threadsText(threads > 0 ? threads : QThread::idealThreadCount()) : text(device->name);
}

QString deviceReason(const MachineFacts& machine, const std::string& wanted) {
    const auto* device = chosen(machine, wanted);
    if (device == nullptr) return say("No device that can compute was found.");
    const bool gpu = device->id.starts_with("cuda");
    QString reason;
    if (gpu) reason = say("Training and prediction run on the graphics processor.");
    else if (!hasGpu(machine))
        reason = say("Training and prediction run on the processor.") + (machine.missingGpu.empty() ? QString() : QLatin1Char(' ') + text(machine.missingGpu));
    else reason = say("Training and prediction run on the processor, as set in the preferences.");
    if (wanted != "auto" && device->id != wanted && wanted != "cuda")
        reason += QLatin1Char('\n') + say("The device set in the preferences (%1) is not there.").arg(text(wanted));
    reason += QLatin1Char('\n') + text(machine.engine);
    if (!machine.slowBlas.empty()) reason += QLatin1Char('\n') + text(machine.slowBlas);
    return reason;
}

QString diagnosticsText(const MachineFacts& machine) {
    QStringList lines;
    lines << say("Ganoscope %1, Qt %2, %3").arg(QCoreApplication::applicationVersion(), QLatin1String(qVersion()), text(machine.engine));
    lines << say("System: %1, %2, %3 threads").arg(QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture()).arg(QThread::idealThreadCount());
    for (const auto& device : machine.devices) lines << say("Device: %1 (%2)").arg(text(device.name), text(device.id));
    if (!machine.missingGpu.empty()) lines << text(machine.missingGpu);
    lines << say("Linear algebra: %1").arg(machine.slowBlas.empty() ? say("no problem found") : text(machine.slowBlas));
    for (const auto* screen : QGuiApplication::screens()) {
        const auto size = screen->size() * screen->devicePixelRatio();
        lines << say("Screen: %1 × %2 px, scale %3, %4 dpi").arg(size.width()).arg(size.height()).arg(screen->devicePixelRatio()).arg(std::lround(screen->logicalDotsPerInch()));
    }
    lines << say("Window system: %1, %2 theme").arg(QGuiApplication::platformName(), look::isDark() ? say("dark") : say("light"));
    lines << say("Language: %1").arg(QLocale().name());
    const QSettings settings;
    lines << say("Settings: %1").arg(settings.fileName());
    for (const auto& key : settings.allKeys()) {
        const auto value = settings.value(key);
        if (value.typeId() == QMetaType::QString || value.typeId() == QMetaType::Int) lines << QStringLiteral("  %1 = %2").arg(key, value.toString());
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

}  // namespace gano
