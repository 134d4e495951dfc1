// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>
#include <vector>

#include "core/study/study_results.h"
#include "ui/view/background.h"

class QComboBox;
class QScrollArea;
class QToolButton;

namespace gano {

class WallArea;

/// One test image, its truth, and what each of the compared trainings makes of it, beside each other.
class PredictionWall : public QWidget {
    Q_OBJECT
public:
    explicit PredictionWall(QWidget* parent = nullptr);

    void show(const std::vector<StudyPictures>& pictures);
    int shownTiles() const;

private:
    void load();
    void step(int by);

    std::vector<StudyPictures> pictures_;
    QComboBox* image_;
    QToolButton *before_, *next_;
    QScrollArea* scroll_;
    WallArea* area_;
    Background background_{1};
};

}  // namespace gano
