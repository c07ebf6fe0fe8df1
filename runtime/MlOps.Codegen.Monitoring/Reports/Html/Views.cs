namespace MlOps.Codegen.Monitoring.Reports.Html;

/// <summary>A part of a table's cell: a text, a figure, or a state.</summary>
/// <param name="Text">The text; null for none.</param>
/// <param name="Figure">The figure; null for none.</param>
/// <param name="State">The state; null for none.</param>
internal sealed record PartView(string? Text = null, Figure? Figure = null, StateView? State = null);

/// <summary>A state, by shape, colour and word.</summary>
/// <param name="Icon">Its shape and colour.</param>
/// <param name="Word">Its word.</param>
/// <param name="IsQuiet">Whether the word is for screen readers only: in a table of nothing but states, which a legend explains.</param>
internal sealed record StateView(string Icon, string Word, bool IsQuiet = false);

/// <summary>A cell of a table.</summary>
/// <param name="Parts">What it shows; nothing for what is not defined.</param>
/// <param name="IsNumber">Whether it stands at the right.</param>
internal sealed record CellView(IReadOnlyList<PartView> Parts, bool IsNumber);

/// <summary>A heading of a column.</summary>
/// <param name="Text">The heading.</param>
/// <param name="IsNumber">Whether it stands at the right.</param>
/// <param name="Figure">A figure in its place; null for none.</param>
internal sealed record HeadingView(string Text, bool IsNumber, Figure? Figure = null);

/// <summary>A row of a table.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Cells">Its cells.</param>
internal sealed record RowView(CellView Name, IReadOnlyList<CellView> Cells);

/// <summary>A table.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Headings">Its headings, the first that of the names.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record TableView(string Caption, IReadOnlyList<HeadingView> Headings, IReadOnlyList<RowView> Rows);

/// <summary>What a colour or shape of a chart means.</summary>
/// <param name="Mark">The class of its sample.</param>
/// <param name="Text">The meaning.</param>
internal sealed record LegendView(string Mark, string Text);

/// <summary>A chart with the table of what it shows.</summary>
/// <param name="Id">By which its elements are tied together.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Description">The same for who cannot see it, with what there is to be seen.</param>
/// <param name="Height">How high it is.</param>
/// <param name="Content">The drawing.</param>
/// <param name="Legend">What its colours mean.</param>
/// <param name="Note">What has to be said of it; null for nothing.</param>
/// <param name="Table">Its figures; null where they stand in a table beside.</param>
internal sealed record ChartView(string Id, string Title, string Description, double Height, Markup Content, IReadOnlyList<LegendView> Legend, string? Note, TableView? Table);

/// <summary>What is shown of a column.</summary>
/// <param name="Id">By which links find it.</param>
/// <param name="Name">The column.</param>
/// <param name="Role">What it is to the model.</param>
/// <param name="State">How it is.</param>
/// <param name="IsOpen">Whether it is shown at once.</param>
/// <param name="Charts">Its charts.</param>
internal sealed record ColumnView(string Id, string Name, string Role, StateView State, bool IsOpen, IReadOnlyList<ChartView> Charts);

/// <summary>A section of the page.</summary>
/// <param name="Id">By which links find it.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Notes">What it says, a paragraph each.</param>
internal sealed record SectionView(string Id, string Title, IReadOnlyList<string> Notes)
{
    /// <summary>Tables that are shown at once.</summary>
    public IReadOnlyList<TableView> Tables { get; init; } = [];

    /// <summary>Charts.</summary>
    public IReadOnlyList<ChartView> Charts { get; init; } = [];

    /// <summary>Tables behind the charts, of parts of the rows.</summary>
    public IReadOnlyList<TableView> Details { get; init; } = [];

    /// <summary>Columns.</summary>
    public IReadOnlyList<ColumnView> Columns { get; init; } = [];
}

/// <summary>An area of the overview.</summary>
/// <param name="Link">The section that is about it.</param>
/// <param name="Name">The area.</param>
/// <param name="State">How it is.</param>
/// <param name="Window">The window that it is judged by; null for none.</param>
/// <param name="Subjects">What is changed or beyond its limit.</param>
/// <param name="Alerts">How many alerts are open; null for none.</param>
internal sealed record AreaView(string Link, string Name, StateView State, Figure? Window, IReadOnlyList<string> Subjects, Figure? Alerts);
