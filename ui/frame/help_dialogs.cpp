// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/help_dialogs.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollArea>
#include <QTextBrowser>
#include <QTextDocument>
#include <QUrl>
#include <QVBoxLayout>
#include <utility>
#include <vector>

#include "core/base/shipped.h"
#include "ui/frame/say.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {

namespace {

using Rows = std::vector<std::pair<QString, QString>>;  // keys, what they do

Rows rowsOf(const QMenu& menu) {
    Rows rows;
    for (const auto* action : menu.actions()) {
        auto name = action->text().section(QLatin1Char('\t'), 0, 0);
        auto keys = action->shortcut().toString(QKeySequence::NativeText);
        if (keys.isEmpty()) keys = action->text().section(QLatin1Char('\t'), 1);
        if (!keys.isEmpty()) rows.emplace_back(keys, name.remove(QLatin1Char('&')).remove(QStringLiteral("…")));
    }
    return rows;
}

void addGroup(QVBoxLayout& column, const QString& title, const Rows& rows) {
    if (rows.empty()) return;
    auto* heading = new QLabel(title);
    auto bold = heading->font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    column.addWidget(heading);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    grid->setColumnMinimumWidth(0, 136);
    grid->setColumnStretch(1, 1);
    int line = 0;
    for (const auto& [keys, what] : rows) {
        auto* key = new QLabel(keys);
        look::makeQuiet(key);
        grid->addWidget(key, line, 0, Qt::AlignTop);
        grid->addWidget(new QLabel(what), line++, 1);
    }
    column.addLayout(grid);
    column.addSpacing(12);
}

QDialog* makeDialog(const QString& title, QWidget* content, QWidget* parent) {
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto* close = new QPushButton(say("Close"));
    close->setDefault(true);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(16);
    column->addWidget(content, 1);
    column->addWidget(close, 0, Qt::AlignRight);
    QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::accept);
    return dialog;
}

constexpr auto kLicences = QT_TRANSLATE_NOOP("help_dialogs",
    "<p>Ganoscope is free software under the GNU General Public License, version 3 or later. It comes without any warranty.</p>"
    "<p>It pretrains networks on unlabelled micrographs as described by Kazimi, Ruzaeva and Sandfeld (arXiv 2402.18286), with a conditional "
    "generative adversarial network after Isola and colleagues (Pix2Pix).</p>"
    "<h4>Libraries</h4>"
    "<table cellpadding='2'>"
    "<tr><td>Qt&nbsp;</td><td>LGPL 3</td></tr>"
    "<tr><td>LibTorch (PyTorch)&nbsp;</td><td>BSD 3-clause</td></tr>"
    "<tr><td>QCustomPlot&nbsp;</td><td>GPL 3</td></tr>"
    "<tr><td>OpenCV&nbsp;</td><td>Apache 2.0</td></tr>"
    "<tr><td>libtiff&nbsp;</td><td>libtiff licence (BSD-like)</td></tr>"
    "<tr><td>HDF5&nbsp;</td><td>BSD-like</td></tr>"
    "<tr><td>JSON for Modern C++, {fmt}&nbsp;</td><td>MIT</td></tr>"
    "<tr><td>OpenBLAS&nbsp;</td><td>BSD 3-clause</td></tr>"
    "<tr><td>CLI11&nbsp;</td><td>BSD 3-clause</td></tr>"
    "<tr><td>pugixml&nbsp;</td><td>MIT</td></tr>"
    "<tr><td>stb_image&nbsp;</td><td>MIT or public domain</td></tr>"
    "<tr><td>zlib, libpng, libjpeg-turbo&nbsp;</td><td>zlib, libpng, IJG and BSD licences</td></tr>"
    "</table>"
    "<h4>Sample images</h4>"
    "<p>NASA pretrained-microscopy-models, AxonDeepSeg, DT-SegNet, AtomDetection ACSTEM and AtomSegNet (MIT), "
    "CEM500K (BSD 3-clause). Sources and licence texts lie beside the sample images.</p>");

/// The overview, and a link to each licence text that came with the program.
QString licencesPage() {
    auto page = say(kLicences);
    const auto folder = shippedFolder(Shipped::Licences);
    const auto texts = folder ? QDir(text(*folder)).entryList({QStringLiteral("*.txt")}, QDir::Files, QDir::Name) : QStringList();
    if (texts.isEmpty()) return page + say("<h4>Licence texts</h4><p>The libraries are those of the system; their licences lie with its other documents, in /usr/share/doc.</p>");
    page += say("<h4>Licence texts</h4><p>Everything that came with the program, by the names of its packages:</p><p>");
    for (const auto& file : texts) page += QStringLiteral("<a href='%1'>%2</a> &nbsp; ").arg(file, file.chopped(4));
    return page + QStringLiteral("</p>");
}

/// The text of one licence, with a way back.
QString licencePage(const QString& name) {
    const auto folder = shippedFolder(Shipped::Licences);
    QFile file(folder ? QDir(text(*folder)).filePath(name) : QString());
    const auto contents = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : say("The text cannot be read.");
    return say("<p><a href='back'>Back to all licences</a></p>") + QStringLiteral("<h4>%1</h4><pre style='white-space: pre-wrap'>%2</pre>").arg(name.chopped(4), contents.toHtmlEscaped());
}

}  // namespace

QDialog* makeShortcutSheet(const QMenuBar& menus, QWidget* parent) {
    auto* sheet = new QWidget;
    auto* columns = new QHBoxLayout(sheet);
    columns->setContentsMargins(0, 0, 8, 0);
    columns->setSpacing(40);
    auto* left = new QVBoxLayout;
    auto* right = new QVBoxLayout;
    // Layouts inside others take over their spacing.
    for (auto* column : {left, right}) column->setSpacing(look::kGrid);
    columns->addLayout(left, 1);
    columns->addLayout(right, 1);
    for (const auto* action : menus.actions())
        if (action->menu() != nullptr) addGroup(left->count() < 18 ? *left : *right, action->text().remove(QLatin1Char('&')), rowsOf(*action->menu()));
    addGroup(*right, say("Looking at images"),
             {{say("Wheel"), say("Zoom at the cursor")},
              {say("Drag, or hold Space"), say("Move the image")},
              {say("Double-click, Ctrl+0"), say("Fit the image into its pane")},
              {say("Ctrl+1"), say("One image pixel on one screen pixel")},
              {say("+ and −"), say("Zoom in and out")},
              {say("Left, Right"), say("Previous and next image; the view stays")},
              {say("1 to 4"), say("So many panes side by side")},
              {say("G, S, B, D"), say("Side by side, swipe, blink, difference")},
              {say("X or H"), say("Show or hide the overlay")},
              {say("Z or F"), say("Contours or filled")},
              {say("O, T"), say("Output or truth over the input")},
              {say("L"), say("Link the contrast of all panes")},
              {say("P"), say("Profile along a line")},
              {say("Shift+C"), say("Contrast")}});
    addGroup(*right, say("Everywhere"),
             {{say("Tab, Shift+Tab"), say("To the next or previous control")},
              {say("Up, Down"), say("Through the entries of the rail and of lists")},
              {say("Drop a folder"), say("Train on it, predict on it, or look at it")}});
    left->addStretch(1);
    right->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setWidget(sheet);
    auto* dialog = makeDialog(say("Keyboard shortcuts"), scroll, parent);
    dialog->resize(880, 640);
    return dialog;
}

QDialog* makeAboutDialog(QWidget* parent) {
    auto* content = new QWidget;
    auto* picture = new QLabel;
    picture->setPixmap(look::icon(QStringLiteral("ganoscope")).pixmap(QSize(72, 72), parent->devicePixelRatioF()));
    auto* name = new QLabel(say("Ganoscope %1").arg(QCoreApplication::applicationVersion()));
    look::makeHeading(name);
    auto* what = new QLabel(say("Learns from unlabelled electron micrographs, then segments, denoises and sharpens with few labels."));
    what->setWordWrap(true);
    auto* words = new QVBoxLayout;
    words->addWidget(name);
    words->addWidget(what);
    words->addStretch();
    auto* top = new QHBoxLayout;
    top->setSpacing(20);
    top->addWidget(picture, 0, Qt::AlignTop);
    top->addLayout(words, 1);
    auto* licences = new QTextBrowser;
    licences->document()->setDocumentMargin(12);
    licences->setOpenLinks(false);
    licences->setHtml(licencesPage());
    QObject::connect(licences, &QTextBrowser::anchorClicked, licences, [licences](const QUrl& link) {
        licences->setHtml(link.path() == QLatin1String("back") ? licencesPage() : licencePage(link.path()));
    });
    licences->setAccessibleName(say("Licences"));
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    column->addLayout(top);
    column->addWidget(licences, 1);
    auto* dialog = makeDialog(say("About Ganoscope"), content, parent);
    dialog->resize(560, 520);
    return dialog;
}

}  // namespace gano
