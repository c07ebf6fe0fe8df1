using System.Globalization;
using System.Text.Json;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Cli.Verification;

namespace MlOps.Codegen.Cli.Deploying;

/// <summary>What deployments did and what databases have, for people and machines.</summary>
internal static class DeploymentOutput
{
    /// <summary>Writes what a deployment did.</summary>
    /// <param name="artifact">The compiled folder.</param>
    /// <param name="result">What was done.</param>
    /// <param name="json">Whether a machine reads it.</param>
    public static void Write(LoadedArtifact artifact, DeploymentResult result, bool json)
    {
        if (!json)
        {
            if (result is { IsDone: false, Sample: { } sample })
            {
                VerificationText.Write(Console.Out, sample.Result, sample.Inputs);
            }

            Console.Out.WriteLine($"{artifact.Names.Stem} answers with {result.After.Answer}");
            return;
        }

        JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("action", result.Action);
            writer.WriteBoolean("done", result.IsDone);
            writer.WriteString("target", artifact.Target.Name);
            writer.WriteNumber("version", artifact.Options.Version);
            if (result.Sample is { } sample)
            {
                writer.WriteStartObject("sample");
                writer.WriteNumber("rows", sample.Result.Parities.Max(parity => parity.Rows));
                writer.WriteBoolean("same", sample.Result.IsSame);
                writer.WriteEndObject();
            }

            writer.WritePropertyName("before");
            Write(writer, result.Before);
            writer.WritePropertyName("after");
            Write(writer, result.After);
            writer.WriteEndObject();
        });
    }

    /// <summary>Writes what a database has.</summary>
    /// <param name="states">The models.</param>
    /// <param name="json">Whether a machine reads it.</param>
    public static void Write(IReadOnlyCollection<DeploymentState> states, bool json)
    {
        if (json)
        {
            JsonText.Write(writer =>
            {
                writer.WriteStartArray();
                foreach (DeploymentState state in states)
                {
                    Write(writer, state);
                }

                writer.WriteEndArray();
            });
            return;
        }

        var table = new TextTable(0);
        table.Add("model", "answers with", "installed versions");
        foreach (DeploymentState state in states)
        {
            table.Add(state.Model, state.Answer, string.Join(", ", state.Installed.Select(version => version.ToString(CultureInfo.InvariantCulture))));
        }

        table.Write(Console.Out);
    }

    private static void Write(Utf8JsonWriter writer, DeploymentState state)
    {
        writer.WriteStartObject();
        writer.WriteString("model", state.Model);
        writer.WriteBoolean("disabled", state.IsDisabled);
        if (state.Answering is { } version)
        {
            writer.WriteNumber("answering", version);
        }
        else
        {
            writer.WriteNull("answering");
        }

        writer.WriteStartArray("installed");
        foreach (int installed in state.Installed)
        {
            writer.WriteNumberValue(installed);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
