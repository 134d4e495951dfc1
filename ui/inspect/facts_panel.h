// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>

#include "core/base/run_events.h"
#include "core/image/image.h"

class QGridLayout;
class QLabel;
class QPushButton;

namespace gano {

/// A heading of the inspector with what stands under it.
class InspectorSection : public QWidget {
    Q_OBJECT
public:
    explicit InspectorSection(const QString& title, QWidget* content, QWidget* parent = nullptr);
};

/// Size and scale of the image, as its file or a person says.
class ScalePanel : public QWidget {
    Q_OBJECT
public:
    explicit ScalePanel(QWidget* parent = nullptr);
    void show(const std::optional<ImageInfo>& info);

Q_SIGNALS:
    void setRequested();

private:
    QLabel *pixel_, *field_, *samples_, *bar_;
    QPushButton* set_;
};

/// Scores of the image and their mean over the images that have them.
class ScorePanel : public QWidget {
    Q_OBJECT
public:
    explicit ScorePanel(QWidget* parent = nullptr);
    /// `reason`: why there is no score, as a sentence.
    void show(const MetricList& image, const MetricList& mean, int scored, const QString& reason);

private:
    QLabel* reason_;
    QWidget* table_;
    QGridLayout* rows_;
};

/// Where the cursor is and what is there.
struct Readout {
    QPointF pixel;
    std::optional<PixelSize> pixelSize;
    std::optional<double> input;
    QString outputName;
    std::optional<double> output;
};
/// "x 1032 y 488 px · 41.3, 19.5 nm · value 23 118 → 0.82"
QString readoutText(const Readout& readout);
/// "23 118", "0.82"
QString valueText(double value);
/// "41.3 nm", "1.2 µm"
QString lengthText(double nanometres);

}  // namespace gano
