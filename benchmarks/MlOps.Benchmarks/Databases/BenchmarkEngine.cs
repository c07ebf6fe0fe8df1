using System.Data.Common;
using System.Globalization;
using MlOps.Benchmarks.Ensembles;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Generation;
using MlOps.Runtime;

namespace MlOps.Benchmarks.Databases;

/// <summary>An engine with tables of random numbers, and every contender's way to a table of scores.</summary>
internal abstract class BenchmarkEngine : IDisposable
{
    private const int ExtractedRows = 10_000;

    /// <summary>The engine's name and version.</summary>
    public abstract string Name { get; }

    /// <summary>The strategy of the compiled scorer.</summary>
    public abstract string CompiledStrategy { get; }

    /// <summary>How many rows a slow contender is timed on.</summary>
    public abstract int FewRows { get; }

    /// <summary>The engine's generator.</summary>
    public abstract SqlTarget Target { get; }

    protected abstract DbConnection Connection { get; }

    /// <summary>Makes a table of random numbers that are exact in binary32, <c>id</c> counting from 1.</summary>
    /// <param name="columns">How many columns.</param>
    /// <param name="rows">How many rows.</param>
    public abstract void CreateTable(int columns, int rows);

    /// <summary>Scores by the compiled scorer.</summary>
    /// <param name="scorer">The scorer.</param>
    /// <param name="columns">Which table.</param>
    public abstract void ScoreCompiled(IScorer scorer, int columns);

    /// <summary>Scores by an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="columns">Which table.</param>
    /// <param name="rows">How many rows of it.</param>
    public void ScorePlain(string expression, int columns, int rows) =>
        Run($"CREATE TABLE scores AS SELECT id, {expression} AS score FROM {Table(columns)}{Where(rows)}");

    /// <summary>Scores by the query that is generated.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="columns">Which table.</param>
    /// <param name="rows">How many rows.</param>
    public void ScoreQuery(ScoringPlan plan, int columns, int rows)
    {
        // The condition ends what the first stage of the query reads, as it ends the plain query.
        string relation = $"{Table(columns)} AS source{Where(rows)}";
        string query = Target.Query(plan, new GenerationOptions(plan.Name)).Select(
            new QuerySource(relation, column => Target.Dialect.Quote(column.Column), new KeyColumn("id", "id")));
        Run($"CREATE TABLE scores AS {query}");
    }

    /// <summary>Pulls rows out by the driver, scores them in ONNX Runtime, and writes the scores back.</summary>
    /// <param name="model">The model.</param>
    /// <param name="onnx">The model in ONNX Runtime.</param>
    /// <param name="rows">How many rows.</param>
    public void ExtractScoreLoad(BenchmarkModel model, OnnxModel onnx, int rows)
    {
        Run("CREATE TABLE scores (id BIGINT, score DOUBLE PRECISION)");
        using DbCommand command = Connection.CreateCommand();
        command.CommandText = $"SELECT id, {Columns(model.Columns)} FROM {Table(model.Columns)}{Where(rows)}";
        var batches = new List<(long[] Keys, float[] Scores)>();
        using (DbDataReader reader = command.ExecuteReader())
        {
            long[] keys = new long[ExtractedRows];
            float[] features = new float[ExtractedRows * model.Columns];
            int count;
            do
            {
                for (count = 0; count < ExtractedRows && reader.Read(); count++)
                {
                    keys[count] = reader.GetInt64(0);
                    for (int i = 0; i < model.Columns; i++)
                    {
                        features[(count * model.Columns) + i] = (float)reader.GetDouble(i + 1);
                    }
                }

                if (count > 0)
                {
                    float[] scores = new float[count];
                    onnx.Predict(count == ExtractedRows ? features : features[..(count * model.Columns)], scores);
                    batches.Add((keys[..count], scores));
                }
            }
            while (count == ExtractedRows);
        }

        Load(batches);
    }

    /// <summary>What the last contender wrote: how many rows, and the sum of their scores.</summary>
    public (long Rows, double Sum) Written()
    {
        using DbCommand command = Connection.CreateCommand();
        command.CommandText = "SELECT count(*), sum(score) FROM scores";
        using DbDataReader reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetDouble(1));
    }

    /// <summary>Removes what the last contender wrote.</summary>
    public void Clear() => Run("DROP TABLE IF EXISTS scores");

    /// <inheritdoc/>
    public virtual void Dispose() => Connection.Dispose();

    /// <summary>Writes scores that come from outside, by the driver's fastest means.</summary>
    /// <param name="batches">The scores.</param>
    protected abstract void Load(IEnumerable<(long[] Keys, float[] Scores)> batches);

    protected static string Table(int columns) => string.Create(CultureInfo.InvariantCulture, $"rows{columns}");

    protected static string Columns(int count) => string.Join(", ", Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"x{i}")));

    protected static ScorerSource Source(IScorer scorer, int columns) => ScorerSource.Of(scorer, Table(columns), "id");

    protected void Run(string sql)
    {
        using DbCommand command = Connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    private static string Where(int rows) => rows == int.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $" WHERE id <= {rows}");
}
