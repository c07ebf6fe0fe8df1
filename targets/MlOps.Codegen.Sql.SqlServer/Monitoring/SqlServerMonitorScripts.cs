using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Sql.Monitoring;
using MlOps.Codegen.Sql.SqlServer.Text;

namespace MlOps.Codegen.Sql.SqlServer.Monitoring;

/// <summary>SQL Server's monitor, with a procedure that SQL Server Agent can call.</summary>
internal sealed class SqlServerMonitorScripts(SqlServerDialect dialect, MonitorSpecification specification) : MonitorScripts(dialect, specification)
{
    /// <inheritdoc/>
    public override string Now => "SYSUTCDATETIME()";

    // A key of several columns has 900 bytes; names have 128 characters.
    /// <inheritdoc/>
    public override string KeyText => $"nvarchar(128) COLLATE {SqlServerDialect.Collation}";

    /// <inheritdoc/>
    public override string SubjectText => $"nvarchar(400) COLLATE {SqlServerDialect.Collation}";

    // Trailing blanks are overlooked, whatever the collation.
    /// <inheritdoc/>
    public override string GroupKey(string text) => $"CONCAT({text}, N'.')";

    /// <inheritdoc/>
    public override string CreateTable(string table, IReadOnlyList<string> columns) =>
        $"IF OBJECT_ID({NationalText.Literal(table)}) IS NULL\n  CREATE TABLE {table} (\n    {string.Join(",\n    ", columns)}\n  );";

    /// <inheritdoc/>
    public override string? CreateSchema() =>
        $"IF SCHEMA_ID({NationalText.Literal(Specification.Schema)}) IS NULL\n  EXEC ({NationalText.Literal($"CREATE SCHEMA {Names.Schema}")});";

    /// <inheritdoc/>
    protected override string Separator => "\nGO\n\n";

    /// <inheritdoc/>
    public override ProfileQuery Profile(IReadOnlyList<BaselineFeature> features) => new SqlServerProfileQuery(Dialect, Names, features);

    /// <inheritdoc/>
    public override string Call(string from, string to) =>
        $"DECLARE @begins datetime2 = {from}, @ends datetime2 = {to};\nEXEC {Names.Procedure} @begins, @ends;";

    /// <inheritdoc/>
    public override string Procedure(MonitoringBaseline baseline)
    {
        const string Window = "@window";
        const string From = "@looks_from";
        const string To = "@looks_to";
        return $"""
            -- Looks at the rows of a window; what an earlier look at it has found is replaced. Needs no other program: a job calls
            --   EXEC {Names.Procedure} @looks_from, @looks_to;
            CREATE OR ALTER PROCEDURE {Names.Procedure} {From} datetime2, {To} datetime2
            AS
            BEGIN
              SET NOCOUNT ON;
              SET XACT_ABORT ON;
              IF {From} IS NULL OR {To} IS NULL OR {From} >= {To}
                THROW 51020, N'a window begins before it ends', 1;
            {(Overlap(baseline, From, To) is { } overlap ? $"  IF {overlap}\n    THROW 51021, N'the window lies in the reference that it would be compared with', 1;\n" : "")}
              DECLARE {Window} bigint;
              BEGIN TRANSACTION;
              -- Two looks at windows would take the same numbers.
              SET {Window} = ({WindowNumber(baseline, From, To)} WITH (TABLOCKX, HOLDLOCK));
              {string.Join(";\n\n  ", Look(baseline, Window, From, To))};
              COMMIT TRANSACTION;
            END;
            """;
    }
}
