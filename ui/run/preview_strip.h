// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>
#include <vector>

#include "core/tasks/task.h"
#include "ui/run/run_reading.h"
#include "ui/view/background.h"

class QLabel;
class QSlider;
class QToolButton;

namespace gano {

class PictureArea;

/// The same few validation crops, input, output and target beside each other, with a slider back through the epochs. Follows
/// the newest epoch until the user looks back.
class PreviewStrip : public QWidget {
    Q_OBJECT
public:
    explicit PreviewStrip(QWidget* parent = nullptr);

    void show(const std::vector<EpochPicture>& pictures, TargetKind kind);
    int shownEpoch() const;  ///< 0 while there is none.
    bool followsNewest() const { return follows_; }

private:
    void load();

    std::vector<EpochPicture> pictures_;
    PictureArea* area_;
    QSlider* slider_;
    QLabel* epoch_;
    QToolButton* newest_;
    Background background_{1};
    std::filesystem::path loaded_;
    bool follows_ = true;
};

}  // namespace gano
