// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/predict_bar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QWidgetAction>

#include "core/train/run_folder.h"
#include "ui/inspect/options_form.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

QToolButton* menuButton(const QString& words, const QString& icon, QMenu* menu) {
    auto* button = new QToolButton;
    button->setText(words);
    button->setIcon(look::icon(icon));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(menu);
    button->setMinimumHeight(look::kControl);
    return button;
}

}  // namespace

PredictBar::PredictBar(QWidget* parent) : QWidget(parent) {
    place_ = new QLabel;
    look::makeHeading(place_);
    place_->setMinimumWidth(80);
    model_ = new QComboBox;
    model_->setAccessibleName(tr("Model"));
    model_->setMinimumWidth(180);
    model_->setMaximumWidth(280);
    model_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    form_ = new OptionsForm;
    exportMenu_ = new QMenu(this);
    export_ = menuButton(tr("Export"), QStringLiteral("export"), exportMenu_);
    addActions();

    progress_ = new QProgressBar;
    progress_->setTextVisible(false);
    progress_->setMaximumHeight(6);
    told_ = new QLabel;
    stop_ = new QPushButton(tr("Cancel"));
    running_ = new QWidget;
    auto* job = new QHBoxLayout(running_);
    job->setContentsMargins(0, 0, 0, 0);
    job->addWidget(told_);
    job->addWidget(progress_, 1);
    job->addWidget(stop_);

    tools_ = new QWidget;
    auto* tools = new QHBoxLayout(tools_);
    tools->setContentsMargins(0, 0, 0, 0);
    auto* label = new QLabel(tr("Model"));
    look::makeQuiet(label);
    label->setBuddy(model_);
    tools->addWidget(label);
    tools->addWidget(model_, 1);
    tools->addWidget(settings_);
    tools->addSpacing(look::kGrid);
    tools->addWidget(predict_);

    auto* whole = new QHBoxLayout(this);
    whole->setContentsMargins(2 * look::kGrid, look::kGrid, 2 * look::kGrid, look::kGrid);
    whole->addWidget(place_, 1);
    whole->addWidget(open_);
    whole->addSpacing(look::kGrid);
    whole->addWidget(tools_);
    whole->addWidget(running_, 1);
    whole->addWidget(export_);
    connect(model_, &QComboBox::activated, this, &PredictBar::chooseModel);
    connect(stop_, &QPushButton::clicked, this, &PredictBar::stopRequested);
    showIdle();
    setModels({});
    setCounts(0, 0, false);
}

void PredictBar::addActions() {
    auto* open = new QMenu(this);
    open->addAction(tr("Images…"), this, &PredictBar::imagesRequested);
    open->addAction(tr("Truth: labels or clean images…"), this, &PredictBar::truthRequested);
    open->addAction(tr("Predictions made earlier…"), this, &PredictBar::resultsRequested);
    open->addSeparator();
    otherMenu_ = open->addMenu(tr("Other model to compare with"));
    open_ = menuButton(tr("Open"), QStringLiteral("open"), open);

    auto* predict = new QMenu(this);
    image_ = predict->addAction(tr("This image"), this, &PredictBar::predictImage);
    selection_ = predict->addAction(tr("Selected images"), this, &PredictBar::predictSelection);
    folder_ = predict->addAction(tr("All images"), this, &PredictBar::predictFolder);
    predict_ = new QPushButton(tr("Predict"));
    predict_->setMenu(predict);
    predict_->setMinimumHeight(look::kControl);
    look::makePrimary(predict_);

    auto* options = new QMenu(this);
    auto* action = new QWidgetAction(options);
    action->setDefaultWidget(form_);
    options->addAction(action);
    settings_ = menuButton(tr("Options"), QStringLiteral("settings"), options);
    settings_->setToolTip(tr("Tile size, averaging, uncertainty, threshold"));
}

void PredictBar::setPlace(const QString& name, const QString& toolTip) {
    place_->setText(name);
    place_->setToolTip(toolTip);
}

QString PredictBar::modelName(const std::filesystem::path& model) {
    if (model.empty()) return tr("No model");
    const auto parent = model.parent_path();
    if (parent.filename() == "checkpoints") return text(parent.parent_path().filename());
    return text(model.has_extension() && !isRun(model) ? model.stem() : model.filename());
}

void PredictBar::setModels(const std::vector<std::filesystem::path>& models) {
    const auto current = model();
    const QSignalBlocker quiet(model_);
    model_->clear();
    for (const auto& one : models) {
        model_->addItem(modelName(one), text(one));
        model_->setItemData(model_->count() - 1, text(one), Qt::ToolTipRole);
    }
    model_->addItem(tr("Choose a model…"));
    chosen_ = -1;
    model_->setCurrentIndex(-1);
    model_->setPlaceholderText(tr("Choose a model"));
    if (!current.empty()) setModel(current);
}

void PredictBar::setModel(const std::filesystem::path& model) {
    const QSignalBlocker quiet(model_);
    int at = model.empty() ? -1 : model_->findData(text(model));
    if (at < 0 && !model.empty()) {
        model_->insertItem(at = 0, modelName(model), text(model));
        model_->setItemData(0, text(model), Qt::ToolTipRole);
    }
    chosen_ = at;
    model_->setCurrentIndex(at);
}

std::filesystem::path PredictBar::model() const { return chosen_ < 0 ? std::filesystem::path() : toPath(model_->itemData(chosen_).toString()); }

void PredictBar::chooseModel(int index) {
    if (!model_->itemData(index).isValid()) {
        model_->setCurrentIndex(chosen_);
        Q_EMIT otherModelRequested();
        return;
    }
    chosen_ = index;
    Q_EMIT modelChosen(model());
}

const PredictOptions& PredictBar::options() const { return form_->options(); }

void PredictBar::setOptions(const PredictOptions& options) { form_->setOptions(options); }

void PredictBar::setCounts(int images, int selected, bool exportable) {
    images_ = images;
    image_->setEnabled(selected > 0);
    selection_->setEnabled(selected > 1);
    selection_->setText(selected > 1 ? tr("%1 selected images").arg(QLocale().toString(selected)) : tr("Selected images"));
    folder_->setText(images > 1 ? tr("All %1 images").arg(QLocale().toString(images)) : tr("All images"));
    predict_->setEnabled(images > 0);
    export_->setEnabled(exportable);
}

void PredictBar::showProgress(int done, int total, double secondsLeft) {
    tools_->hide();
    running_->show();
    progress_->setRange(0, total);
    progress_->setValue(done);
    auto words = total == 1 ? tr("Predicting this image") : tr("Predicting: %1 of %2").arg(QLocale().toString(done), QLocale().toString(total));
    if (secondsLeft > 0 && done > 1) words += tr(" · %1 left").arg(durationText(secondsLeft));
    told_->setText(words);
}

void PredictBar::showStopping() {
    stop_->setEnabled(false);
    stop_->setText(tr("Cancelling…"));
}

void PredictBar::showIdle() {
    running_->hide();
    tools_->show();
    stop_->setEnabled(true);
    stop_->setText(tr("Cancel"));
}

}  // namespace gano

#include "moc_predict_bar.cpp"
