// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/inspect/display_settings.h"

class QButtonGroup;
class QComboBox;
class QLabel;
class QSlider;

namespace gano {

/// How labels are drawn, over what, and how strongly.
class MarksPanel : public QWidget {
    Q_OBJECT
public:
    explicit MarksPanel(DisplaySettings& settings, QWidget* parent = nullptr);

    /// Shows what the settings say.
    void refresh();
    void toggleShown();     ///< Hidden, and back to what was before.
    void toggleFilled();    ///< Outlines or filled.
    void toggleOnInput(Marks marks);

Q_SIGNALS:
    void changed();

private:
    void take();

    DisplaySettings& settings_;
    MarkStyle before_ = MarkStyle::Contours;
    QComboBox *style_, *onInput_;
    QSlider* opacity_;
    QLabel* legend_;
};

}  // namespace gano
