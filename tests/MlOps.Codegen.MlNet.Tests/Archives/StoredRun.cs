using System.Globalization;

namespace MlOps.Codegen.MlNet.Tests.Archives;

/// <summary>A training run that ML.NET's own tests store: its log, the scores of each row, and of trees the trees themselves.</summary>
/// <param name="Name">What its files begin with, below the folder of baselines.</param>
internal sealed record StoredRun(string Name)
{
    private const string LogEnd = "-out.txt";
    private const string Begin = "maml.exe TrainTest ";

    // Which data set a run's name says.
    private static readonly (string Word, string File)[] DataSets =
    [
        ("breast-cancer", "breast-cancer.txt"), ("iris", "iris.txt"), ("Census", "adult.tiny.with-schema.txt"), ("housing", "housing.txt"),
        ("generatedRegressionDataset", "generated_regression_dataset.csv"),
    ];

    /// <summary>Their folder.</summary>
    public static string Folder => Path.Combine(Suite.Require(), "baseline");

    /// <summary>The command, without what names files.</summary>
    public string Command
    {
        get
        {
            string first = File.ReadLines(At(LogEnd)).First();
            Assert.StartsWith(Begin, first, StringComparison.Ordinal);
            return string.Join(
                ' ',
                first[Begin.Length..].Replace("eval=Binary{pr={%Output% }}", "", StringComparison.Ordinal).Split(' ')
                    .Where(word => !word.Contains("%Data%", StringComparison.Ordinal) && !word.Contains("%Output%", StringComparison.Ordinal)));
        }
    }

    /// <summary>The data set.</summary>
    public string Data => Path.Combine(
        Suite.Require(), "data", DataSets.First(pair => Path.GetFileName(Name).Contains(pair.Word, StringComparison.Ordinal)).File);

    /// <summary>The trees; null where none are stored.</summary>
    public StoredTrees? Trees => File.Exists(At(".ini")) ? StoredTrees.Read(At(".ini")) : null;

    /// <summary>What features gain; null where that is not stored.</summary>
    public Dictionary<string, double>? Gains => !File.Exists(At("-summary.txt"))
        ? null
        : File.ReadLines(At("-summary.txt")).Select(line => line.Trim().Split('\t')).Where(cells => cells.Length == 2)
            .ToDictionary(cells => cells[0], cells => Number(cells[1]));

    /// <summary>The stored numbers of each row, by its number and by the plan's names of outputs.</summary>
    public IEnumerable<(int Row, IReadOnlyDictionary<string, double> Numbers)> Scores()
    {
        string[][] lines = [.. File.ReadLines(At(".txt")).Select(line => line.Split('\t'))];
        string[] names = lines[0];
        foreach (string[] cells in lines.Skip(1))
        {
            var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
            for (int i = 0; i < names.Length; i++)
            {
                // Classes come with the largest score first; their names stand behind all scores.
                if (names[i] is "Score" or "Probability")
                {
                    numbers[names[i]] = Number(cells[i]);
                }
                else if (names[i].StartsWith('#') && names[i].EndsWith(" Score", StringComparison.Ordinal))
                {
                    numbers[$"Score.{cells[Array.IndexOf(names, names[i].Replace("Score", "Class", StringComparison.Ordinal))]}"] = Number(cells[i]);
                }
            }

            yield return (int.Parse(cells[0], CultureInfo.InvariantCulture), numbers);
        }
    }

    private string At(string end) => Path.Combine(Folder, Name + end);

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;
}
