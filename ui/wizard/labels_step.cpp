// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/labels_step.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>
#include <cmath>

#include "core/tasks/task.h"
#include "ui/style/look.h"
#include "ui/style/state_panel.h"
#include "ui/style/words.h"
#include "ui/view/colour_map.h"
#include "ui/wizard/finding_cards.h"
#include "ui/wizard/path_row.h"

namespace gano {
namespace {

constexpr int kListWidth = 184, kLabelSideWidth = 248;  ///< px

bool hasLabels(const WizardDraft& draft) { return task(draft.plan.task).target == TargetKind::Labels; }

QString shareText(double fraction) {
    const double percent = 100.0 * fraction;
    return percent >= 10.0 ? QStringLiteral("%1 %").arg(std::lround(percent)) : QStringLiteral("%1 %").arg(percent, 0, 'g', 2);
}

}  // namespace

LabelsStep::LabelsStep(WizardDraft& draft, QWidget* parent)
    : WizardStep(draft, parent), sentence_(new QLabel(this)),
      path_(new PathRow(tr("Folder with the labels"), tr("Leave empty when they lie beside the images"), this)), endings_(new QLineEdit(this)),
      pairs_(new QListWidget(this)), input_(new ImageView(this)), target_(new ImageView(this)), findings_(new FindingCards(this)) {
    layOut();
    connect(path_, &PathRow::chosen, this, &LabelsStep::choose);
    connect(endings_, &QLineEdit::editingFinished, this, [this] { draft_.plan.data.suffixes = endings_->text().toStdString(), look(); });
    connect(panel_, &StatePanel::actionRequested, path_, &PathRow::browse);
    connect(pairs_, &QListWidget::currentRowChanged, this, &LabelsStep::showPair);
    connect(input_, &ImageView::viewportChanged, target_, &ImageView::setViewport);
    connect(target_, &ImageView::viewportChanged, input_, &ImageView::setViewport);
    connect(findings_, &FindingCards::remedyRequested, this, [this](const Finding& finding) { applyRemedy(draft_, finding), look(); });
    connect(&check_, &DataCheck::checked, this, &LabelsStep::showChecked);
    connect(&check_, &DataCheck::failed, this, &LabelsStep::showFailure);
    connect(&check_, &DataCheck::progressed, this, [this](qint64 done, qint64 total) { panel_->showLoading(tr("Looking at images and labels…"), done, total); });
    draft_.plan.data.targets = draft_.start.targets.string();
}

QString LabelsStep::name() const { return hasLabels(draft_) || !needsTargets(draft_) ? tr("Labels") : tr("Targets"); }
QString LabelsStep::question() const { return hasLabels(draft_) || !needsTargets(draft_) ? tr("Which labels?") : tr("What should come out?"); }

QWidget* LabelsStep::pairSide() {
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    classes_ = new QGridLayout;
    classes_->setHorizontalSpacing(look::kGrid);
    classes_->setColumnStretch(2, 1);
    column->addLayout(classes_);
    auto* scroll = new QScrollArea(side);
    scroll->setWidget(findings_);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(scroll, 1);
    side->setFixedWidth(kLabelSideWidth);
    return side;
}

void LabelsStep::layOut() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(look::kGrid);
    sentence_->setWordWrap(true);
    look::makeQuiet(sentence_);
    column->addWidget(sentence_);
    column->addWidget(path_);
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("Endings of the names"), this);
    label->setBuddy(endings_);
    endings_->setText(text(draft_.plan.data.suffixes));
    endings_->setToolTip(tr("“cell_mask.png” belongs to “cell.png” because of the ending “_mask”."));
    endings_->setAccessibleName(label->text());
    row->addWidget(label);
    row->addWidget(endings_, 1);
    column->addLayout(row);

    auto* content = new QWidget(this);
    auto* sides = new QHBoxLayout(content);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setSpacing(look::kGrid);
    pairs_->setFixedWidth(kListWidth);
    pairs_->setUniformItemSizes(true);
    pairs_->setTextElideMode(Qt::ElideMiddle);
    pairs_->setAccessibleName(tr("Images with their targets"));
    sides->addWidget(pairs_);
    sides->addWidget(input_, 1);
    sides->addWidget(target_, 1);
    sides->addWidget(pairSide());
    input_->setScaleBarShown(false);
    target_->setScaleBarShown(false);
    panel_ = new StatePanel(content, this);
    column->addWidget(panel_, 1);
}

QString LabelsStep::missing() const {
    if (draft_.checked && !draft_.checked->report.hasProblems()) return {};
    if (draft_.checked) return text(draft_.checked->report.findings.front().sentence);
    return failure_.isEmpty() ? tr("Images and targets are being paired.") : tr("Choose where the targets are.");
}

void LabelsStep::enter() {
    sentence_->setText(hasLabels(draft_) ? tr("Label images have the size and the name of their image; each class has one grey value.")
                                         : tr("Target images show the same field of view as they should come out, under the same name."));
    path_->setPath(toPath(text(draft_.plan.data.targets)));
    const auto& plan = draft_.plan;
    const auto wanted = plan.data.images + '\n' + plan.data.targets + '\n' + plan.task + '\n' + std::to_string(plan.training.scale) + std::to_string(plan.data.recursive);
    if (wanted == checkedFor_ && draft_.checked) return;
    checkedFor_ = wanted;
    look();
}

void LabelsStep::choose(const std::filesystem::path& path) {
    draft_.plan.data.targets = path.string();
    checkedFor_.clear();
    look();
}

void LabelsStep::look() {
    draft_.checked.reset();
    draft_.estimate.reset();
    failure_.clear();
    panel_->showLoading(tr("Looking at images and labels…"));
    check_.check(draft_.plan);
    Q_EMIT changed();
}

void LabelsStep::showFailure(const QString& sentence) {
    failure_ = sentence;
    panel_->showFailed(sentence, tr("Choose folder…"));
    Q_EMIT changed();
}

void LabelsStep::showChecked(const CheckedPtr& found) {
    draft_.checked = found;
    pairs_->clear();
    for (const auto& sample : found->data.samples) pairs_->addItem(text(sample.input.text()));
    const auto alone = [this](const std::vector<ImageRef>& images, const QString& what) {
        for (const auto& image : images) {
            auto* item = new QListWidgetItem(look::icon(QStringLiteral("warning"), look::warning()), text(image.text()), pairs_);
            item->setToolTip(what.arg(text(image.text())));
        }
    };
    alone(found->data.pairing.inputsAlone, tr("%1 has no target and will not be used."));
    alone(found->data.pairing.targetsAlone, tr("%1 has no image and will not be used."));
    showClasses();
    findings_->show(found->report.findings, [this](const Finding& finding) { return remedyText(draft_, finding); });
    panel_->showContent();
    pairs_->setCurrentRow(0);
    Q_EMIT changed();
}

void LabelsStep::showPair(int row) {
    input_->setOverlay(nullptr, ImageView::Overlay::None, 1.0);
    if (!draft_.checked || row < 0) return;
    const auto& found = draft_.checked->data;
    const auto place = static_cast<std::size_t>(row);
    const auto paired = found.samples.size(), first = paired + found.pairing.inputsAlone.size();
    const auto show = [this](ImageView* view, const std::optional<ImageRef>& ref, const QString& caption, bool labels) {
        auto source = ref ? ImageSource::ofFile(*ref, labels) : nullptr;
        view->setCaption(caption);
        view->setSource(source);
        if (source) connect(source.get(), &ImageSource::histogramReady, view, [this, view, shown = source.get()] { fitContrast(view, shown); });
        return source;
    };
    std::optional<ImageRef> input, target;
    if (place < paired) input = found.samples[place].input, target = found.samples[place].target;
    else if (place < first) input = found.pairing.inputsAlone[place - paired];
    else if (place - first < found.pairing.targetsAlone.size()) target = found.pairing.targetsAlone[place - first];
    show(input_, input, input ? tr("Image") : tr("No image of this name"), false);
    const auto labels = show(target_, target, target ? (hasLabels(draft_) ? tr("Labels") : tr("Target")) : tr("No target of this name"), hasLabels(draft_));
    const bool classes = hasLabels(draft_) && labels;
    target_->setOverlay(classes ? labels : nullptr, ImageView::Overlay::Filled, 1.0);
    if (classes && input) input_->setOverlay(labels, ImageView::Overlay::Contours, 1.0);
}

void LabelsStep::fitContrast(ImageView* view, ImageSource* source) {
    const auto histogram = source->histogram();
    if (!histogram || view->source().get() != source) return;
    // The classes are drawn over it in their colours.
    if (source->isLabels()) view->setContrast({histogram->high + 1.0, histogram->high + 2.0, ColourMap::Grey});
    else view->setContrast({histogram->autoLow, histogram->autoHigh, ColourMap::Grey});
}

void LabelsStep::showClasses() {
    while (auto* item = classes_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    names_.clear();
    const auto& labels = draft_.checked->report.labels;
    const auto known = draft_.plan.data.classNameList();
    for (std::size_t i = 0; i < labels.size(); ++i) {
        auto* chip = new QLabel(this);
        QPixmap colour(16, 16);
        // The background is black in the picture beside it; its frame makes it seen on a dark ground.
        colour.fill(i == 0 ? QColor(Qt::black) : overlayColour(labels[i].value));
        QPainter painter(&colour);
        painter.setPen(look::quiet());
        if (i == 0) painter.drawRect(0, 0, colour.width() - 1, colour.height() - 1);
        painter.end();
        chip->setPixmap(colour);
        auto* edit = new QLineEdit(i < known.size() ? text(known[i]) : QString(), this);
        edit->setPlaceholderText(i == 0 ? tr("Background") : tr("Name of class %1").arg(i));
        edit->setAccessibleName(tr("Name of the class with the value %1").arg(labels[i].value));
        connect(edit, &QLineEdit::textEdited, this, &LabelsStep::takeNames);
        auto* share = new QLabel(shareText(labels[i].fraction), this);
        share->setToolTip(tr("Part of the labelled pixels"));
        look::makeQuiet(share);
        const int row = static_cast<int>(i);
        classes_->addWidget(chip, row, 0);
        classes_->addWidget(new QLabel(QString::number(labels[i].value), this), row, 1);
        classes_->addWidget(edit, row, 2);
        classes_->addWidget(share, row, 3);
        names_.push_back(edit);
    }
}

void LabelsStep::takeNames() {
    QStringList list;
    for (const auto* edit : names_) list << edit->text().trimmed().remove(QLatin1Char(','));
    while (!list.isEmpty() && list.back().isEmpty()) list.removeLast();
    draft_.plan.data.classNames = list.join(QLatin1Char(',')).toStdString();
}

}  // namespace gano

#include "moc_labels_step.cpp"
