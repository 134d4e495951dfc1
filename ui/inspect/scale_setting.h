// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointF>
#include <filesystem>
#include <optional>

#include "core/image/image.h"

namespace gano {

class CompareView;
class Pane;
class ScaleDialog;

/// Sets the pixel size of what is looked at: the dialog, the line over a scale bar, and keeping the answer.
class ScaleSetting : public QObject {
    Q_OBJECT
public:
    ScaleSetting(CompareView& compare, QWidget& page);

    struct Image {
        std::filesystem::path file;
        ImageInfo info;
        int images = 1;  ///< In the list.
    };
    void ask(const Image& image);
    bool isMeasuring() const { return measuring_; }
    void endMeasuring();

Q_SIGNALS:
    /// What to do in the picture, as a sentence; empty: nothing any more.
    void told(const QString& sentence);
    /// Files of this place have another pixel size now.
    void changed(const std::filesystem::path& place);

private:
    void open(double line);
    void take(int answer);
    void measure(Pane* pane, const QPointF& from, const QPointF& to);

    CompareView& compare_;
    QWidget& page_;
    Image image_;
    ScaleDialog* dialog_ = nullptr;
    bool measuring_ = false;
};

}  // namespace gano
