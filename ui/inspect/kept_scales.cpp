// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/kept_scales.h"

#include <QSettings>
#include <limits>

#include "core/formats/user_scale.h"
#include "ui/style/words.h"

namespace gano {
namespace {

const auto kList = QStringLiteral("scalesSetByHand");

}  // namespace

void loadKeptScales() {
    QSettings settings;
    const int count = settings.beginReadArray(kList);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        const auto place = toPath(settings.value(QStringLiteral("place")).toString());
        const auto size = makePixelSize(settings.value(QStringLiteral("x")).toDouble(), settings.value(QStringLiteral("y")).toDouble(), "nm");
        if (!place.empty() && size) setUserScale(place, size, settings.value(QStringLiteral("whereUnknown")).toBool());
    }
    settings.endArray();
}

void keepScale(const std::filesystem::path& place, const std::optional<PixelSize>& size, bool whereUnknown) {
    setUserScale(place, size, whereUnknown);
    QSettings settings;
    settings.remove(kList);
    settings.beginWriteArray(kList);
    int i = 0;
    for (const auto& [where, kept] : userScales()) {
        settings.setArrayIndex(i++);
        settings.setValue(QStringLiteral("place"), text(where));
        settings.setValue(QStringLiteral("x"), kept.xNm);
        settings.setValue(QStringLiteral("y"), kept.yNm);
        settings.setValue(QStringLiteral("whereUnknown"), kept.whereUnknown);
    }
    settings.endArray();
}

}  // namespace gano
