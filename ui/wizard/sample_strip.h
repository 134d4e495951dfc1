// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QTimer>
#include <QWidget>
#include <vector>

#include "core/data/pairing.h"
#include "core/train/plan.h"
#include "ui/view/background.h"

class QPushButton;

namespace gano {

/// What the network will be shown, made of the user's own image by the plan's own corruption and variation: inputs above,
/// what they should become below. "Shake again" draws anew.
class SampleStrip : public QWidget {
    Q_OBJECT
public:
    static constexpr int kShown = 3;

    explicit SampleStrip(QWidget* parent = nullptr);

    /// Shows soon; the newest request counts.
    void show(const TrainPlan& plan, const std::vector<Sample>& samples);
    void shake();
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Pictures {
        std::vector<QImage> inputs, targets;
        QString failure;
    };
    void make();
    static Pictures made(const TrainPlan& plan, const Sample& sample, std::uint64_t seed);

    TrainPlan plan_;
    std::vector<Sample> samples_;
    Pictures pictures_;
    QPushButton* again_;
    QTimer soon_;
    Background background_{1};
    std::uint64_t seed_ = 1;
};

}  // namespace gano
