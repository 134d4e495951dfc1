// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <set>

#include "core/base/names.h"
#include "core/tasks/task.h"
#include "core/train/presets.h"
#include "models/catalogue.h"
#include "ui/study/pick_list.h"
#include "ui/study/study_form.h"
#include "ui/study/vary_editor.h"
#include "ui/style/look.h"
#include "ui/style/words.h"
#include "ui/wizard/option_editor.h"
#include "ui/wizard/path_row.h"
#include "ui/wizard/plan_form.h"

namespace gano {
namespace {

namespace fs = std::filesystem;

constexpr int kNameWidth = 176;  ///< px
const std::set<std::string> kPaths{"unlabelled", "other-images", "other-targets", "test-images", "test-targets"};
const std::set<std::string> kAdvanced{"checks", "target-score", "label-unit", "other-images", "other-targets"};

QString placeholderOf(const std::string& key, const TrainPlan& plan) {
    if (key == "test-images") return StudyForm::tr("Empty: %1 % of the images").arg(qRound(plan.data.testPart * 100));
    if (key == "test-targets") return StudyForm::tr("Empty: beside the test images");
    if (key == "other-targets") return StudyForm::tr("Empty: beside the images");
    return StudyForm::tr("Folder of images");
}

QString hintOf(const std::string& key, const std::string& id) {
    if (key == "labels") return id == "does-pretraining-help" ? StudyForm::tr("All; or for example 1, 2, 4, 8, all") : StudyForm::tr("1, 2, 4, 8 … all");
    if (key == "pretraining-images") return StudyForm::tr("A quarter, half and all; or for example 100, 200, 400");
    if (key == "values" && id == "frozen-or-fine-tuned") return StudyForm::tr("0, half, and all epochs; or for example 0, 5, 10");
    if (key == "values") return StudyForm::tr("One, a tenth, a third, three and ten times the learning rate");
    return {};
}

}  // namespace

void StudyForm::buildRows() {
    const auto& row = readyStudy(draft_.id);
    images_ = targets_ = nullptr;
    pretrained_ = nullptr;
    vary_ = nullptr;
    plan_ = nullptr;
    ofPreparations_.clear();
    rows_ = new QWidget;
    rows_->setAutoFillBackground(false);
    auto* column = new QVBoxLayout(rows_);
    column->setContentsMargins(0, 0, look::kGrid, 0);
    column->setSpacing(12);
    grid_ = new QGridLayout;
    grid_->setHorizontalSpacing(16);
    grid_->setVerticalSpacing(10);
    grid_->setColumnMinimumWidth(0, kNameWidth);
    grid_->setColumnStretch(1, 1);
    column->addLayout(grid_);

    addImages();
    const auto fields = draft_.choices.fields();
    const auto add = [&](bool advanced) {
        for (const auto& key : row.choices)
            for (const auto& field : fields)
                if (field.spec.key == key && (kAdvanced.count(key) > 0) == advanced) addChoice(field, advanced);
    };
    add(false);
    name_ = new QLineEdit(text(draft_.name));
    addRow(tr("Name"), tr("Of the study's folder, beside your runs."), name_);

    auto* fold = new QToolButton;
    fold->setText(tr("All settings"));
    fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    fold->setCheckable(true);
    advanced_ = new QWidget;
    auto* inner = new QVBoxLayout(advanced_);
    inner->setContentsMargins(0, 0, 0, 0);
    grid_ = new QGridLayout;
    grid_->setHorizontalSpacing(16);
    grid_->setVerticalSpacing(10);
    grid_->setColumnMinimumWidth(0, kNameWidth);
    grid_->setColumnStretch(1, 1);
    inner->addLayout(grid_);
    add(true);
    plan_ = new PlanForm;
    inner->addWidget(plan_);
    auto usual = draft_;
    setPreset(usual, usual.preset);
    plan_->edit(draft_.base, usual.base);
    connect(plan_, &PlanForm::edited, this, &StudyForm::changed);
    const auto open = [this, fold](bool on) {
        advancedOpen_ = on;
        advanced_->setVisible(on);
        fold->setIcon(look::icon(on ? QStringLiteral("chevron_down") : QStringLiteral("chevron_right")));
    };
    connect(fold, &QToolButton::toggled, advanced_, open);
    fold->setChecked(advancedOpen_);
    open(advancedOpen_);
    column->addWidget(fold, 0, Qt::AlignLeft);
    column->addWidget(advanced_);
    column->addStretch(1);
    // Built anew while one of its editors may still be telling of its change.
    if (auto* old = scroll_->takeWidget()) old->hide(), old->deleteLater();
    scroll_->setWidget(rows_);
    showModels();
}

QLabel* StudyForm::addRow(const QString& name, const QString& help, QWidget* editor) {
    auto* label = new QLabel(name);
    label->setToolTip(help);
    label->setBuddy(editor);
    label->setWordWrap(true);
    label->setMinimumHeight(look::kControl);
    label->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    if (editor->toolTip().isEmpty()) editor->setToolTip(help);
    if (editor->accessibleName().isEmpty()) editor->setAccessibleName(name);
    const int place = grid_->rowCount();
    grid_->addWidget(label, place, 0, Qt::AlignTop);
    grid_->addWidget(editor, place, 1);
    return label;
}

void StudyForm::addImages() {
    auto* tasksBox = new QComboBox;
    for (const auto& one : tasks())
        if (one.target != TargetKind::None) tasksBox->addItem(text(one.label), text(one.id));
    tasksBox->setCurrentIndex(std::max(0, tasksBox->findData(text(draft_.base.task))));
    const bool labels = task(draft_.base.task).target == TargetKind::Labels;
    connect(tasksBox, &QComboBox::activated, this, [this, tasksBox] { setTask(draft_, tasksBox->currentData().toString().toStdString()), buildRows(), changed(); });
    addRow(tr("Task"), tr("What the network is to learn."), tasksBox);

    auto& found = draft_.base.data;
    images_ = new PathRow(labels ? tr("Labelled images") : tr("Images"), tr("Folder, or one file with several images"));
    images_->setPath(toPath(text(found.images)));
    connect(images_, &PathRow::chosen, this, [this](const fs::path& place) { draft_.base.data.images = place.string(), draft_.base.data.groupPattern.clear(), changed(); });
    addRow(labels ? tr("Labelled images") : tr("Images"), tr("The images that the trainings learn from."), images_);
    samples_ = new QPushButton(look::icon(QStringLiteral("play")), tr("Use the sample images"));
    samples_->setVisible(found.images.empty() && !sampleImages_.empty());
    connect(samples_, &QPushButton::clicked, this, &StudyForm::useSamples);
    grid_->addWidget(samples_, grid_->rowCount(), 1, Qt::AlignLeft);
    targets_ = new PathRow(labels ? tr("Labels") : tr("Targets"), tr("Empty: beside the images"));
    targets_->setPath(toPath(text(found.targets)));
    connect(targets_, &PathRow::chosen, this, [this](const fs::path& place) { draft_.base.data.targets = place.string(), changed(); });
    addRow(labels ? tr("Labels") : tr("Targets"), labels ? tr("Masks or label images, paired with the images by name.") : tr("Clean or sharper versions of the images, paired by name."), targets_);

    auto* presetBox = new QComboBox;
    for (const auto& one : presets()) presetBox->addItem(text(one.label), text(one.id)), presetBox->setItemData(presetBox->count() - 1, text(one.sentence), Qt::ToolTipRole);
    presetBox->setCurrentIndex(std::max(0, presetBox->findData(text(draft_.preset))));
    connect(presetBox, &QComboBox::activated, this, [this, presetBox] { setPreset(draft_, presetBox->currentData().toString().toStdString()), buildRows(), changed(); });
    addRow(tr("How to train"), tr("The settings that all trainings share; the number of steps is set below."), presetBox);
}

void StudyForm::useSamples() {
    draft_.base.data.images = sampleImages_.string();
    draft_.base.data.targets = sampleTargets_.string();
    draft_.base.data.groupPattern = sampleGroups_;
    setTask(draft_, "segmentation");
    buildRows();
    changed();
}

void StudyForm::addChoice(const OptionField& field, bool advanced) {
    const auto& key = field.spec.key;
    if (kPaths.count(key) > 0) return addPath(key, field);
    QWidget* editor = nullptr;
    if (key == "pretrained") editor = pretrainedEditor();
    else if (key == "values") editor = valuesEditor(field);
    else if (key == "vary") {
        vary_ = new VaryEditor;
        vary_->offer(draft_.base);
        vary_->setText(text(draft_.choices.vary));
        connect(vary_, &VaryEditor::edited, this, [this] { draft_.choices.vary = vary_->text().toStdString(), changed(); });
        editor = vary_;
    } else {
        editor = makeOptionEditor(field, rows_, [this] { changed(); });
        if (auto* edit = qobject_cast<QLineEdit*>(editor)) edit->setPlaceholderText(hintOf(key, draft_.id));
        else editor->setMaximumWidth(240);
    }
    Q_UNUSED(advanced);
    auto* label = addRow(text(field.spec.label), text(field.spec.help), editor);
    if (key == "pretraining-steps") ofPreparations_ = {label, editor};
}

void StudyForm::addPath(const std::string& key, const OptionField& field) {
    auto* value = std::get<std::string*>(field.value);
    auto* row = new PathRow(text(field.spec.label), placeholderOf(key, draft_.base));
    row->setPath(toPath(text(*value)));
    connect(row, &PathRow::chosen, this, [this, value](const fs::path& place) { *value = place.string(), changed(); });
    const auto name = key == "test-targets" ? tr("Labels of the test images") : text(field.spec.label);
    addRow(name, text(field.spec.help), row);
}

QWidget* StudyForm::pretrainedEditor() {
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(look::kGrid);
    pretrained_ = new PickList;
    pretrained_->setAccessibleName(tr("Pretrained models to start from"));
    auto* more = new QPushButton(look::icon(QStringLiteral("add")), tr("Add a model…"));
    column->addWidget(pretrained_);
    column->addWidget(more, 0, Qt::AlignLeft);
    connect(more, &QPushButton::clicked, this, &StudyForm::chooseModel);
    connect(pretrained_, &PickList::edited, this, [this] { draft_.choices.pretrained = pretrained_->ticked().join(QLatin1Char(',')).toStdString(), changed(); });
    return box;
}

void StudyForm::showModels() {
    if (pretrained_ == nullptr) return;
    for (const auto& model : models_) pretrained_->add(text(model), text(nameOfModel(model)), text(model));
    QStringList wanted;
    for (const auto& one : listOf(draft_.choices.pretrained)) {
        wanted << text(one);
        pretrained_->add(text(one), text(nameOfModel(toPath(text(one)))), text(one));
    }
    pretrained_->tick(wanted);
}

void StudyForm::chooseModel() {
    const auto file = QFileDialog::getOpenFileName(this, tr("Add a pretrained model"), {}, tr("Models (*.safetensors)"));
    if (file.isEmpty()) return;
    auto& chosen = draft_.choices.pretrained;
    chosen += (chosen.empty() ? "" : ",") + file.toStdString();
    showModels();
    changed();
}

/// Networks and tasks are ticked by their names; numbers are typed.
QWidget* StudyForm::valuesEditor(const OptionField& field) {
    const bool networks = draft_.id == "which-receptive-field" || draft_.id == "paper-segmentation", kinds = draft_.id == "paper-restoration";
    if (!networks && !kinds) {
        auto* edit = makeOptionEditor(field, rows_, [this] { changed(); });
        if (auto* line = qobject_cast<QLineEdit*>(edit)) line->setPlaceholderText(hintOf("values", draft_.id));
        return edit;
    }
    auto* list = new PickList;
    if (networks) {
        for (const auto& one : generatorRows())
            list->add(text(one.id), one.receptiveField > 0 ? tr("%1, sees %2 px").arg(text(one.label)).arg(one.receptiveField) : tr("%1, sees the whole crop").arg(text(one.label)), text(one.sentence));
    } else {
        for (const auto& one : tasks())
            if (one.target == TargetKind::Image) list->add(text(one.id), text(one.label));
    }
    QStringList wanted;
    for (const auto& one : listOf(draft_.choices.values)) wanted << text(one);
    list->tick(wanted);
    list->setAccessibleDescription(tr("None ticked: chosen by the program"));
    connect(list, &PickList::edited, this, [this, list] { draft_.choices.values = list->ticked().join(QLatin1Char(',')).toStdString(), changed(); });
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* hint = new QLabel(tr("None ticked: chosen by the program"));
    look::makeQuiet(hint);
    column->addWidget(list);
    column->addWidget(hint);
    return box;
}

}  // namespace gano
