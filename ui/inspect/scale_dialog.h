// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <filesystem>
#include <optional>

#include "core/image/pixel_size.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace gano {

/// Asks how large a pixel is: as a number, or as the length of a line that was drawn over a scale bar in the picture.
class ScaleDialog : public QDialog {
    Q_OBJECT
public:
    struct About {
        std::filesystem::path file;
        int width = 0, height = 0;        ///< px
        int images = 1;                   ///< Of its folder in the list; with more than one, the scale can be set for the folder.
        std::optional<PixelSize> current;
        std::optional<PixelSize> byHand;  ///< What was set for it or its folder; can be taken back.
        double line = 0.0;                ///< Length of the line that was drawn, px; 0: none yet.
    };
    /// MeasureFirst: the dialog closes, the line is drawn in the picture, and the dialog comes again.
    enum Answer { Cancelled = QDialog::Rejected, Set = QDialog::Accepted, MeasureFirst, TakeBack };

    explicit ScaleDialog(const About& about, QWidget* parent = nullptr);

    std::optional<PixelSize> pixelSize() const { return size_; }  ///< What was typed, when it can be understood.
    enum class For { Image, UncalibratedInFolder, Folder };
    For what() const;

private:
    QWidget* typedRow();
    QWidget* measuredRow();
    void check();

    About about_;
    QString shown_;  ///< The pixel size as it was at first; to set the same again would only round it.
    std::optional<PixelSize> size_;
    QRadioButton *typed_, *measured_, *image_, *unknown_, *folder_;
    QLineEdit *perPixel_, *length_;
    QLabel* told_;
    QPushButton* set_;
};

}  // namespace gano
