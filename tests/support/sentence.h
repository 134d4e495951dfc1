// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/error.h"

/// The sentence of the Error that `work` throws, or empty when it throws none. Other exceptions pass, failing the test.
template <class Work>
std::string sentenceOf(Work&& work) {
    try {
        work();
    } catch (const gano::Error& error) {
        return error.what();
    }
    return {};
}

/// True if `text` contains `part`.
inline bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
