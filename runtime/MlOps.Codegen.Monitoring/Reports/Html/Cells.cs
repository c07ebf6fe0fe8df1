namespace MlOps.Codegen.Monitoring.Reports.Html;

/// <summary>Makes cells of tables.</summary>
internal static class Cells
{
    /// <summary>A text.</summary>
    public static CellView Text(string text) => new([new PartView(text)], IsNumber: false);

    /// <summary>A count.</summary>
    public static CellView Count(string path, long? value) => Number(value is { } number ? Figure.Of(path, number) : null);

    /// <summary>A number.</summary>
    public static CellView Measure(string path, double? value) => Number(value is { } number ? Figure.Of(path, number, FigureStyle.Measure) : null);

    /// <summary>A share of rows.</summary>
    public static CellView Share(string path, double? value) => Number(value is { } number ? Figure.Of(path, number, FigureStyle.Share) : null);

    /// <summary>A state.</summary>
    public static CellView State(StateView state) => new([new PartView(State: state)], IsNumber: false);

    /// <summary>A window, by when it begins and before when it ends.</summary>
    public static CellView Period(string path, DateTime from, DateTime to) => new(
        [new PartView(Figure: Figure.Of($"{path}.from", from)), new PartView(" to "), new PartView(Figure: Figure.Of($"{path}.to", to))], IsNumber: false);

    /// <summary>Headings: that of the names, and those of numbers.</summary>
    public static IReadOnlyList<HeadingView> Headings(string name, params string[] numbers) => [new HeadingView(name, false), .. numbers.Select(number => new HeadingView(number, true))];

    /// <summary>The state of a severity.</summary>
    public static StateView Severity(int severity, bool isQuiet = false) => severity switch
    {
        0 => new StateView("good", ReportText.SeverityWord(severity), isQuiet),
        1 => new StateView("warning", ReportText.SeverityWord(severity), isQuiet),
        2 => new StateView("critical", ReportText.SeverityWord(severity), isQuiet),
        _ => throw new ArgumentOutOfRangeException(nameof(severity)),
    };

    private static CellView Number(Figure? figure) => new(figure is null ? [] : [new PartView(Figure: figure)], IsNumber: true);
}
