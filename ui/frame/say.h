// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>

namespace gano {

/// A sentence of this room that belongs to no class, in the user's language.
inline QString say(const char* sentence) { return QCoreApplication::translate("frame", sentence); }

}  // namespace gano
