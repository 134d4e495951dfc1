// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/predict/predictor.h"

namespace gano {

/// The options of a prediction, as they describe themselves; those that are rarely needed below.
class OptionsForm : public QWidget {
    Q_OBJECT
public:
    explicit OptionsForm(QWidget* parent = nullptr);
    const PredictOptions& options() const { return options_; }
    void setOptions(const PredictOptions& options);

Q_SIGNALS:
    void changed();

private:
    void build();

    PredictOptions options_;
};

}  // namespace gano
