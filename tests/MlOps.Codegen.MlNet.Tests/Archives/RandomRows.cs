using System.Globalization;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Codegen.MlNet.Columns;

namespace MlOps.Codegen.MlNet.Tests.Archives;

/// <summary>Rows for any schema of numbers, texts and keys: small numbers, some of them missing.</summary>
/// <param name="schema">The schema.</param>
internal sealed class RandomRows(DataViewSchema schema)
{
    private const int Count = 80;

    // Words of reviews, and numbers that were categories.
    private static readonly string[] Words =
        ["0", "1", "2", "this", "movie", "was", "very", "rude", "you", "are", "Great", "awful,", "not", "good!", "thanks", "café", "aaa", "hello", "Routine", "-", "Unscheduled"];

    /// <summary>Makes the rows.</summary>
    public IDataView Load()
    {
        var ml = new MLContext(seed: 3);
        var random = new Random(3);
        var columns = new List<TextLoader.Column>();
        var cells = new List<Func<string>>();
        foreach (DataViewSchema.Column column in schema.Where(column => !column.IsHidden && Column.WidthOf(column.Type) > 0))
        {
            int width = Column.WidthOf(column.Type);
            DataViewType item = Column.ItemTypeOf(column.Type);
            (DataKind kind, Func<string> cell) = item switch
            {
                TextDataViewType => (DataKind.String, () => string.Join(' ', Enumerable.Range(0, random.Next(8)).Select(_ => Words[random.Next(Words.Length)]))),
                KeyDataViewType => (DataKind.UInt32, () => random.Next(2).ToString(CultureInfo.InvariantCulture)),
                BooleanDataViewType => (DataKind.Boolean, (Func<string>)(() => random.Next(2).ToString(CultureInfo.InvariantCulture))),
                { RawType: var raw } when raw == typeof(double) => (DataKind.Double, () => (random.NextDouble() * 10).ToString("R", CultureInfo.InvariantCulture)),
                { RawType: var raw } when raw == typeof(int) => (DataKind.Int32, () => random.Next(9).ToString(CultureInfo.InvariantCulture)),
                _ => (DataKind.Single, () => random.Next(9) == 0 ? "" : (random.NextDouble() * 10).ToString("R", CultureInfo.InvariantCulture)),
            };
            var loaded = new TextLoader.Column(column.Name, kind, cells.Count, cells.Count + width - 1);
            loaded = width == 1 && column.Type is not VectorDataViewType ? new TextLoader.Column(column.Name, kind, cells.Count) : loaded;
            loaded.KeyCount = item is KeyDataViewType key ? new KeyCount(key.Count) : null;
            columns.Add(loaded);
            cells.AddRange(Enumerable.Repeat(cell, width));
        }

        var text = new StringBuilder();
        for (int row = 0; row < Count; row++)
        {
            text.AppendJoin('\t', cells.Select(cell => cell())).Append('\n');
        }

        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text.ToString());

            // Rows are read before the file is gone.
            return Read(ml, ml.Data.LoadFromTextFile(path, [.. columns], allowQuoting: false));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IDataView Read(MLContext ml, IDataView view)
    {
        using var stream = new MemoryStream();
        ml.Data.SaveAsBinary(view, stream);
        return ml.Data.LoadFromBinary(new BytesSource(stream.ToArray()));
    }

    private sealed class BytesSource(byte[] bytes) : IMultiStreamSource
    {
        public int Count => 1;

        public string? GetPathOrNull(int index) => null;

        public Stream Open(int index) => new MemoryStream(bytes);

        public TextReader OpenTextReader(int index) => new StreamReader(Open(index));
    }
}
