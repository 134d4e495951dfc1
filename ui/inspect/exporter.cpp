// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/exporter.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QKeySequence>
#include <QMenu>
#include <QMimeData>
#include <QSettings>
#include <algorithm>

#include "core/base/error.h"
#include "core/base/files.h"
#include "ui/inspect/compare_view.h"
#include "ui/inspect/export_files.h"
#include "ui/inspect/image_library.h"
#include "ui/inspect/render.h"
#include "ui/style/words.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

constexpr double kFigureSide = 1200.0;  ///< px; of one pane in a saved picture.
constexpr double kCopiedSide = 700.0;

QString folderKey() { return QStringLiteral("inspect/exportFolder"); }

/// A word for file names.
QString fileWord(Content content) {
    switch (content) {
        case Content::Input: return QStringLiteral("input");
        case Content::Output: return QStringLiteral("output");
        case Content::Truth: return QStringLiteral("truth");
        case Content::Probability: return QStringLiteral("probability");
        case Content::Uncertainty: return QStringLiteral("uncertainty");
        case Content::Residual: return QStringLiteral("residual");
        case Content::Difference: return QStringLiteral("difference");
        case Content::Other: return QStringLiteral("other model");
    }
    return {};
}

void savePng(const QImage& picture, const fs::path& file) {
    writeAtomically(file, [&](const fs::path& temporary) {
        if (!picture.save(text(temporary), "PNG")) throw Error("The picture could not be written there. Is the disk full?");
    });
}

}  // namespace

Exporter::Exporter(CompareView& compare, Contents& contents, const DisplaySettings& settings, ImageLibrary& library, QWidget* window)
    : QObject(window), compare_(compare), contents_(contents), settings_(settings), library_(library), window_(window) {}

void Exporter::addTo(QMenu& menu) {
    menu.addAction(tr("This pane as TIFF, with its values (Fiji, DigitalMicrograph)"), this, [this] { saveImage(ExportFormat::Tiff); });
    menu.addAction(tr("This pane as OME-TIFF, with its values (QuPath, OMERO)"), this, [this] { saveImage(ExportFormat::OmeTiff); });
    menu.addAction(tr("This pane as MRC, with its values (IMOD, RELION)"), this, [this] { saveImage(ExportFormat::Mrc); });
    auto* labels = menu.addAction(tr("Output as label TIFF"), this, &Exporter::saveLabels);
    menu.addAction(tr("This pane as PNG with scale bar, as displayed"), this, &Exporter::savePicture);
    menu.addSeparator();
    menu.addAction(tr("Figure of all panes as PNG"), this, [this] { saveFigure(false); });
    menu.addAction(tr("Figure of all panes as PDF"), this, [this] { saveFigure(true); });
    const auto keys = QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C).toString(QKeySequence::NativeText);
    menu.addAction(tr("Copy figure") + QLatin1Char('\t') + keys, this, &Exporter::copyFigure);
    menu.addSeparator();
    auto* scores = menu.addAction(tr("Scores of all images as CSV"), this, &Exporter::saveScores);
    menu.addSeparator();
    auto* place = menu.addAction(tr("Choose the folder for exports…"), this, [this] { setFolder({}), chooseFolder(); });
    connect(&menu, &QMenu::aboutToShow, this, [this, labels, scores, place] {
        labels->setEnabled(contents_.image() && !contents_.image()->output.labels.empty());
        scores->setEnabled(library_.model().scored() > 0);
        place->setToolTip(text(folder()));
    });
}

fs::path Exporter::folder() const { return toPath(QSettings().value(folderKey()).toString()); }

void Exporter::setFolder(const fs::path& folder) { QSettings().setValue(folderKey(), text(folder)); }

bool Exporter::chooseFolder() {
    std::error_code code;
    if (!folder().empty() && fs::is_directory(folder(), code)) return true;
    const auto chosen = QFileDialog::getExistingDirectory(window_, tr("Where should exports go?"));
    if (chosen.isEmpty()) return false;
    setFolder(toPath(chosen));
    return true;
}

QString Exporter::baseName() const {
    if (!contents_.image()) return QStringLiteral("image");
    const auto& image = contents_.image()->image;
    auto name = text(image.file.stem());
    if (!image.part.empty()) name += QLatin1Char(' ') + text(image.part).replace(QLatin1Char('/'), QLatin1Char('_'));
    const auto source = contents_.source(Content::Input);
    if (image.frame > 0 || (source && source->info() && source->info()->frames > 1)) name += QStringLiteral(" frame %1").arg(image.frame + 1);
    return name;
}

void Exporter::save(const QString& what, const std::string& ending, Write write) {
    if (!chooseFolder()) return;
    const auto name = what.toStdString();
    background_.start([this, name, end = ending, place = folder(), write = std::move(write)](const Background::Ticket&) -> Background::Done {
        try {
            makeFolder(place);
            const auto file = exporting::freeName(place, name, end);
            write(file);
            return [this, file] { Q_EMIT saved(file); };
        } catch (const std::exception& problem) {
            return [this, words = text(std::string(problem.what()))] { Q_EMIT failed(words); };
        }
    });
}

void Exporter::saveImage(ExportFormat format) {
    auto& pane = compare_.active();
    const auto ending = exportEnding(format);
    if (pane.pairing() == Pane::Pairing::Difference) {
        save(baseName() + QStringLiteral(" difference"), ending,
             [format, read = contents_.betweenReader(pane.content(), pane.second())](const fs::path& to) { exportImage(read(), to, format); });
        return;
    }
    if (!contents_.available(pane.content())) {
        Q_EMIT failed(contents_.reason(pane.content()));
        return;
    }
    const auto name = baseName() + QStringLiteral(" ") + fileWord(pane.content());
    if (const auto file = contents_.plainFile(pane.content()))
        save(name, ending, [format, from = *file](const fs::path& to) { exportImage(from, to, format); });
    else
        save(name, ending, [format, read = contents_.reader(pane.content())](const fs::path& to) { exportImage(read(), to, format); });
}

void Exporter::saveLabels() {
    if (!contents_.image() || contents_.image()->output.labels.empty()) {
        Q_EMIT failed(tr("There are no labels for this image yet. Predict it with a segmentation model first."));
        return;
    }
    save(baseName() + QStringLiteral(" labels"), ".tif",
         [from = ImageRef{contents_.image()->output.labels, 0, {}}](const fs::path& to) { exportImage(from, to, ExportFormat::Tiff); });
}

PaneRecipe Exporter::recipeOf(Pane& pane) const {
    PaneRecipe recipe;
    recipe.caption = pane.title();
    recipe.contrast = pane.view().contrast();
    recipe.style = settings_.style;
    recipe.opacity = settings_.opacity;
    const auto shown = pane.shownContent();
    recipe.image = pane.pairing() == Pane::Pairing::Difference ? contents_.betweenReader(pane.content(), pane.second()) : contents_.reader(shown);
    if (pane.marks() != Marks::None) recipe.labels = contents_.marksReader(pane.marks(), pane.content());
    return recipe;
}

std::vector<PaneRecipe> Exporter::recipes() const {
    std::vector<PaneRecipe> recipes;
    for (auto* pane : compare_.shown()) {
        if (!contents_.available(pane->content())) continue;
        const bool two = pane->pairing() == Pane::Pairing::Swipe || pane->pairing() == Pane::Pairing::Blink;
        recipes.push_back(recipeOf(*pane));
        if (!two || !contents_.available(pane->second())) continue;
        // What one pane shows in turn stands side by side on paper.
        recipes.back().caption = contentName(pane->content());
        recipes.push_back({contentName(pane->second()), contents_.reader(pane->second()), {}, pane->secondContrast(), MarkStyle::Hidden, 1.0});
    }
    return recipes;
}

QRectF Exporter::shownPart() const {
    auto& view = compare_.pane(0).view();
    const auto source = view.source();
    const auto info = source ? source->info() : std::nullopt;
    const auto port = view.viewport();
    if (!info || port.zoom <= 0) return {0, 0, 1, 1};
    const double ratio = view.devicePixelRatioF();
    const double width = view.width() * ratio / port.zoom, height = view.height() * ratio / (port.zoom * info->height / info->width);
    return QRectF(port.centre.x() - width / 2, port.centre.y() - height / 2, width, height).intersected(QRectF(0, 0, 1, 1));
}

void Exporter::savePicture() {
    auto& pane = compare_.active();
    if (!contents_.available(pane.content())) {
        Q_EMIT failed(contents_.reason(pane.content()));
        return;
    }
    save(baseName() + QStringLiteral(" ") + fileWord(pane.content()), ".png",
         [recipe = recipeOf(pane)](const fs::path& to) { savePng(render::withScaleBar(recipe), to); });
}

void Exporter::saveFigure(bool pdf) {
    const auto name = baseName() + QStringLiteral(" figure");
    const auto all = recipes();
    const auto part = shownPart();
    if (pdf)
        save(name, ".pdf", [all, part](const fs::path& to) { render::Figure(all, part).writePdf(text(to)); });
    else
        save(name, ".png", [all, part](const fs::path& to) { savePng(render::Figure(all, part).picture(kFigureSide), to); });
}

void Exporter::copyFigure() {
    background_.start([this, all = recipes(), part = shownPart()](const Background::Ticket&) -> Background::Done {
        try {
            const auto picture = render::Figure(all, part).picture(kCopiedSide);
            return [this, picture] {
                QGuiApplication::clipboard()->setImage(picture);
                Q_EMIT told(tr("The figure is in the clipboard."));
            };
        } catch (const std::exception& problem) {
            return [this, words = text(std::string(problem.what()))] { Q_EMIT failed(words); };
        }
    });
}

void Exporter::saveScores() {
    std::vector<exporting::ScoreRow> rows;
    const auto& model = library_.model();
    for (int row = 0; row < model.count(); ++row) {
        const int key = model.keyAt(row);
        if (!model.scores(key).empty()) rows.push_back({model.entry(key).image.text(), model.entry(key).part, model.scores(key)});
    }
    if (rows.empty()) {
        Q_EMIT failed(tr("There are no scores yet. They need a truth and a prediction."));
        return;
    }
    save(QStringLiteral("scores ") + text(library_.set().images.filename()), ".csv",
         [csv = exporting::scoresAsCsv(rows)](const fs::path& to) { writeTextAtomically(to, csv); });
}

}  // namespace gano

#include "moc_exporter.cpp"
