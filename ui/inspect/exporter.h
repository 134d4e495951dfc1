// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QRectF>
#include <filesystem>
#include <functional>

#include "core/formats/image_export.h"
#include "ui/view/background.h"
#include "ui/inspect/display_settings.h"

class QMenu;
class QWidget;

namespace gano {

class CompareView;
class ImageLibrary;
class Pane;
struct PaneRecipe;

/// Saves what is looked at: files, figures, the clipboard, scores. Asks for a folder once and remembers it; never
/// overwrites anything.
class Exporter : public QObject {
    Q_OBJECT
public:
    Exporter(CompareView& compare, Contents& contents, const DisplaySettings& settings, ImageLibrary& library, QWidget* window);

    void addTo(QMenu& menu);
    /// Where exports go; empty: asked for at the next one.
    std::filesystem::path folder() const;
    void setFolder(const std::filesystem::path& folder);

    void saveImage(ExportFormat format);
    void saveLabels();
    void savePicture();
    void saveFigure(bool pdf);
    void copyFigure();
    void saveScores();
    bool isBusy() const { return background_.isBusy(); }

Q_SIGNALS:
    void saved(const std::filesystem::path& file);
    void told(const QString& sentence);
    void failed(const QString& sentence);

private:
    using Write = std::function<void(const std::filesystem::path&)>;
    void save(const QString& what, const std::string& ending, Write write);
    bool chooseFolder();
    PaneRecipe recipeOf(Pane& pane) const;
    std::vector<PaneRecipe> recipes() const;
    QRectF shownPart() const;
    QString baseName() const;

    CompareView& compare_;
    Contents& contents_;
    const DisplaySettings& settings_;
    ImageLibrary& library_;
    QWidget* window_;
    Background background_{1};
};

}  // namespace gano
