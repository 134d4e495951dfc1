// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/models_page.h"

#include <QDesktopServices>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QUrl>
#include <QtConcurrentRun>
#include <algorithm>

#include "core/base/files.h"
#include "core/train/model_card.h"
#include "core/train/run_folder.h"
#include "ui/frame/library.h"
#include "ui/style/look.h"
#include "ui/style/message_bar.h"
#include "ui/style/state_panel.h"
#include "ui/style/words.h"

namespace gano {

namespace {

namespace fs = std::filesystem;

constexpr int kPathRole = Qt::UserRole + 1;
constexpr int kOriginRole = Qt::UserRole + 2;

/// Empty when all went well; the sentence of the failure otherwise.
QString copyModel(const fs::path& from, const fs::path& to) {
    try {
        readModelCard(from);
        makeFolder(to.parent_path());
        writeAtomically(to, [&from](const fs::path& temporary) {
            fs::copy_file(from, temporary, fs::copy_options::overwrite_existing);
        });
        return {};
    } catch (const std::exception& error) {
        return QString::fromUtf8(error.what());
    }
}

fs::path freeName(const fs::path& folder, const QString& stem) {
    auto path = folder / toPath(stem + QStringLiteral(".safetensors"));
    std::error_code ignored;
    for (int number = 2; fs::exists(path, ignored); ++number)
        path = folder / toPath(QStringLiteral("%1 %2.safetensors").arg(stem).arg(number));
    return path;
}

}  // namespace

void ModelsPage::showModels() {
    const auto current = wanted_.empty() ? selected() : wanted_;
    filling_ = true;
    list_->clear();
    const auto shipped = library_.shippedModels();
    std::vector<fs::path> imported, trained;
    for (const auto& model : library_.models()) {
        if (std::ranges::find(shipped, model) != shipped.end()) continue;
        (model.extension() == ".safetensors" ? imported : trained).push_back(model);
    }
    addSection(tr("Shipped with the program"), shipped, Origin::Shipped);
    addSection(tr("Imported"), imported, Origin::Imported);
    addSection(tr("Trained here"), trained, Origin::Trained);
    filling_ = false;
    if (list_->count() == 0) {
        listState_->showEmpty(tr("Models will be listed here: those that come with the program, those you import, and those you train."),
                              tr("Import a model…"));
        cardState_->showEmpty(tr("Choose a model to see what it was trained on."));
        return;
    }
    listState_->showContent();
    select(current);
}

void ModelsPage::addSection(const QString& title, const std::vector<fs::path>& models, Origin origin) {
    if (models.empty()) return;
    auto* header = new QListWidgetItem(title, list_);
    header->setFlags(Qt::NoItemFlags);
    header->setForeground(look::quiet());
    header->setData(Qt::AccessibleTextRole, title);
    for (const auto& model : models) {
        auto* item = new QListWidgetItem(look::icon(QStringLiteral("models")), modelName(model), list_);
        item->setData(kPathRole, text(model));
        item->setData(kOriginRole, static_cast<int>(origin));
        item->setToolTip(text(model));
        if (origin != Origin::Shipped) item->setFlags(item->flags() | Qt::ItemIsEditable);
    }
}

void ModelsPage::select(const fs::path& model) {
    wanted_ = model;
    int first = -1;
    for (int row = 0; row < list_->count(); ++row) {
        const auto path = list_->item(row)->data(kPathRole).toString();
        if (path.isEmpty()) continue;
        if (first < 0) first = row;
        if (toPath(path) != model) continue;
        wanted_.clear();
        list_->setCurrentRow(row);
        return;
    }
    if (list_->currentRow() < 0 && first >= 0) list_->setCurrentRow(first);
}

fs::path ModelsPage::selected() const {
    const auto* item = list_->currentItem();
    return item == nullptr ? fs::path() : toPath(item->data(kPathRole).toString());
}

ModelsPage::Origin ModelsPage::originOf(const fs::path&) const {
    const auto* item = list_->currentItem();
    return item == nullptr ? Origin::Shipped : static_cast<Origin>(item->data(kOriginRole).toInt());
}

void ModelsPage::showSelected() {
    const auto model = selected();
    if (model.empty() || filling_) return;
    cardState_->showLoading(tr("Reading the model…"));
    reading_.setFuture(QtConcurrent::run(readModelFacts, model));
}

void ModelsPage::showFacts() {
    const auto facts = reading_.result();
    const auto model = selected();
    if (model.empty()) return;
    if (!facts.failure.isEmpty()) {
        cardState_->showFailed(facts.failure);
        return;
    }
    const auto origin = originOf(model);
    name_->setText(modelName(model));
    heading_->setText(facts.heading);
    while (rows_->rowCount() > 0) rows_->removeRow(0);
    for (const auto& [what, value] : facts.rows) {
        auto* label = new QLabel(what);
        label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        look::makeQuiet(label);
        auto* said = new QLabel(value);
        said->setWordWrap(true);
        said->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        said->setFocusPolicy(Qt::NoFocus);
        rows_->addRow(label, said);
    }
    predict_->setEnabled(true);
    predict_->setToolTip(facts.predicts ? QString() : tr("A pretrained model only restores corrupted images. Fine-tune it for a task."));
    fineTune_->setEnabled(facts.canStartTraining);
    openRun_->setVisible(origin == Origin::Trained);
    rename_->setEnabled(origin != Origin::Shipped);
    rename_->setToolTip(origin == Origin::Shipped ? tr("Shipped models keep their names.") : QString());
    cardState_->showContent();
}

void ModelsPage::rename(QListWidgetItem* item) {
    if (filling_) return;
    const auto model = toPath(item->data(kPathRole).toString());
    const auto wanted = item->text().trimmed();
    if (model.empty() || wanted == modelName(model)) return;
    const bool isFile = model.extension() == ".safetensors";
    const auto renamed = model.parent_path() / toPath(isFile ? wanted + QStringLiteral(".safetensors") : wanted);
    std::error_code failure;
    QString problem;
    if (wanted.isEmpty() || wanted.contains(QLatin1Char('/')) || wanted.contains(QLatin1Char('\\'))) problem = tr("A name needs letters, and no slashes.");
    else if (fs::exists(renamed, failure)) problem = tr("There is already a model called “%1”.").arg(wanted);
    else if (!isFile && isHeld(model)) problem = tr("“%1” is being trained now. Rename it when the training has ended.").arg(modelName(model));
    else fs::rename(model, renamed, failure);
    if (problem.isEmpty() && failure) problem = tr("“%1” could not be renamed: %2.").arg(modelName(model), QString::fromStdString(failure.message()));
    if (!problem.isEmpty()) {
        message_->tell(MessageBar::Kind::Problem, problem);
        filling_ = true;
        item->setText(modelName(model));
        filling_ = false;
        return;
    }
    wanted_ = renamed;
    if (isFile) library_.refresh();
    else library_.moved(model, renamed);
}

void ModelsPage::chooseImport() {
    const auto file = QFileDialog::getOpenFileName(this, tr("Import a model"), {}, tr("Models (*.safetensors)"));
    if (!file.isEmpty()) import(toPath(file));
}

void ModelsPage::import(const fs::path& file) {
    const auto to = freeName(library_.modelsFolder(), modelName(file));
    wanted_ = to;
    copy(file, to, tr("“%1” was imported.").arg(modelName(to)));
}

void ModelsPage::chooseExport() {
    const auto model = selected();
    if (model.empty()) return;
    const auto file = QFileDialog::getSaveFileName(this, tr("Export the model"), modelName(model) + QStringLiteral(".safetensors"), tr("Models (*.safetensors)"));
    if (file.isEmpty()) return;
    try {
        copy(modelFile(model), toPath(file), tr("The model was exported to %1.").arg(file));
    } catch (const std::exception& error) {
        message_->tell(MessageBar::Kind::Problem, QString::fromUtf8(error.what()));
    }
}

void ModelsPage::copy(const fs::path& from, const fs::path& to, const QString& done) {
    if (copying_.isRunning()) {
        message_->tell(MessageBar::Kind::Warning, tr("Another model is being copied. Try again in a moment."));
        return;
    }
    copied_ = done;
    copying_.setFuture(QtConcurrent::run(copyModel, from, to));
}

}  // namespace gano

#include "moc_models_page.cpp"
